#!/usr/bin/env bash
# Joins the shards of a sweep: merge.sh OUT
#SBATCH --job-name=kalshi-live-merge
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=8G
#SBATCH --time=01:00:00
#SBATCH --output=%x-%j.log
set -euo pipefail

if (($# != 1)); then
  echo "merge.sh: expected OUT, the folder that the shards were told" >&2
  exit 2
fi
exec "${KALSHI_LIVE:-kalshi-live}" sweep merge "$1"/shards/shard-*.json --recordings "$1"
