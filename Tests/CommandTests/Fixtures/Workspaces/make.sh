#!/bin/sh
# Makes NAME.tar.gz: a small workspace as an older release left it, with what that release said of it. Run once a release, with its binary:
#     sudo unshare --uts sh make.sh /path/to/pipeline NAME
# (a host name of its own, so that nothing of the machine is kept). In it: a run of two variants, one that failed, one whose process was killed, a search.
set -eu
mkdir -p /tmp/release && cp "$1" /tmp/release/pipeline
PATH=/tmp/release:$PATH
target=$(pwd)/$2.tar.gz
hostname example
folder=/tmp/experiment
rm -rf "$folder" && mkdir "$folder" && cd "$folder"
awk 'BEGIN { srand(1); print "user,item,rating"
     for (u = 0; u < 12; u++) for (i = 0; i < 15; i++) if (rand() < .45) printf "u%d,i%d,%d\n", u, i, 1 + int(5 * rand()) }' > ratings.csv
cat > exp.yaml <<'SPEC'
experiment: old
seed: 7
ingest: {format: csv, interactions: ratings.csv}
split: {strategy: leave-one-out, order: random}
train:
  gmf: {model: gmf, embedding_dim: 4, epochs: 2, batch_size: 16, optimizer: {name: adam, learning_rate: 0.02}}
  popularity: {model: popularity}
evaluate: {protocol: full-ranking, metrics: [ndcg, recall], cutoffs: [2, 5]}
SPEC
cat > search.yaml <<'SPEC'
experiment: search
seed: 7
ingest: {format: csv, interactions: ratings.csv}
split: {strategy: leave-one-out, order: random}
train: {model: gmf, embedding_dim: 4, epochs: 1, batch_size: 16, optimizer: {name: adam, learning_rate: 0.02}}
evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [5]}
sweep:
  sampler: random
  pruner: none
  trials: 3
  objective: {metric: ndcg@5}
  parameters:
    train.optimizer.learning_rate: {log_uniform: [0.001, 0.1]}
SPEC
for program in 'false' 'sleep, "60"'; do
    name=${program%%,*}
    printf 'experiment: %s\nprepare: [{name: step, command: [%s], inputs: {ratings.csv: ratings.csv}, outputs: [made.csv]}]\n' "$name" "$program" > "$name.yaml"
    cat >> "$name.yaml" <<'SPEC'
ingest: {format: csv, interactions: prepare:step/made.csv}
split: {strategy: leave-one-out, order: random}
train: {model: popularity}
evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [5]}
SPEC
done
pipeline run exp.yaml --quiet
pipeline sweep search.yaml --jobs 1 > /dev/null
pipeline run false.yaml --quiet || true
pipeline run sleep.yaml --quiet & sleep 2 && kill -9 $! ; wait || true
pipeline runs --format json > runs.json
pipeline sweep show search --format json > search.json
tar --sort=name --owner=0 --group=0 --numeric-owner -czf "$target" .
