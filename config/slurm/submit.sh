#!/usr/bin/env bash
# Submits a sweep in shards and the job that joins them: submit.sh SHARDS OUT FLAGS…
set -euo pipefail

if (($# < 3)) || [[ ! $1 =~ ^[1-9][0-9]{0,5}$ ]]; then
  echo "submit.sh: expected SHARDS OUT FLAGS…, such as 20 first --strategy favorite_threshold --grid grid.json" >&2
  exit 2
fi
shards=$1
out=$2
if compgen -G "$out/shards/*.json" >/dev/null; then
  echo "submit.sh: expected a new folder for the sweep, there are shards in $out already" >&2
  exit 2
fi
here=$(dirname "${BASH_SOURCE[0]}")
array=$(sbatch --parsable --array="1-$shards" "$here/sweep.sh" "$@")
# With several clusters the answer is "id;cluster".
array=${array%%;*}
# Without every shard there is nothing to join: then the second job does not wait for ever.
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes "$here/merge.sh" "$out")
echo "shards: job $array, merge: job ${merge%%;*}"
