#!/usr/bin/env bash
# One shard of a sweep, as a task of an array job: sweep.sh SHARDS OUT FLAGS…
#SBATCH --job-name=kalshi-live-sweep
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=08:00:00
#SBATCH --output=%x-%A_%a.log
set -euo pipefail

if (($# < 3)); then
  echo "sweep.sh: expected SHARDS OUT FLAGS…, such as 20 first --strategy favorite_threshold --grid grid.json" >&2
  exit 2
fi
shards=$1
out=$2
shift 2
# The number of shards is handed in: a task that is run again by itself is an array of one.
exec "${KALSHI_LIVE:-kalshi-live}" sweep "$@" \
  --shard "${SLURM_ARRAY_TASK_ID:?expected to run as a task of an array job}/$shards" \
  --out "$out/shards" \
  --workers "${SLURM_CPUS_PER_TASK:-1}"
