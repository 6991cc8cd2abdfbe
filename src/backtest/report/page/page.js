/** Draws the whole report out of the data that the page carries. */
import {
  drawConditions,
  drawEntryPrices,
  drawMetrics,
  drawNotices,
  drawReasons,
  drawStrategies,
} from "./breakdowns.js";
import { drawCalibration } from "./calibration.js";
import { drawEquity } from "./equity.js";
import { drawGameChart } from "./game_chart.js";
import { drawGames } from "./games.js";
import { followSchemeAndPaper } from "./plot.js";

const report = JSON.parse(document.getElementById("report-data").textContent);

drawConditions(report);
drawNotices(report);
drawMetrics(report);
drawEquity(report);
drawGames(report);
drawEntryPrices(report);
drawStrategies(report);
drawGameChart(report);
drawCalibration(report);
drawReasons(report);
followSchemeAndPaper();
