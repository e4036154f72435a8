#!/bin/bash
#SBATCH --job-name=flare-beacon
#SBATCH --array=1-16
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=02:00:00
#
# One run, shared out among sixteen tasks, each with the flows of a sixteenth of the
# sources; then one more makes a report of all parts:
#
#     export NOW=$(date -u +%FT%TZ) PARTS=/shared/beacons
#     mkdir -p "$PARTS"
#     array=$(sbatch --parsable slurm-array.sh -c selks -eh es.example -fo -pd 24)
#     sbatch --dependency=afterok:"$array" --wrap \
#         "flare_beacon --merge -gr -html $PARTS/report.html $PARTS/*.saved"
#
# All parts must look at the same time, so NOW is fixed before the first one starts. The
# arguments are those of a single run; files and folders may stand among them, too.
# Another number of tasks is --array=1-N; the parts go by it.
set -eu

: "${NOW:?the end of the period, such as 2025-11-21T00:00:00Z}"
: "${PARTS:?a folder that all tasks share}"
part=$SLURM_ARRAY_TASK_ID of=$SLURM_ARRAY_TASK_COUNT

exec flare_beacon "$@" --now "$NOW" --part "$part/$of" -th "${SLURM_CPUS_PER_TASK:-0}" \
	-save "$PARTS/part-$part.saved"
