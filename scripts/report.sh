#!/usr/bin/env bash
# Writes REPORT.md: every figure that the project claims, below the command that gives it.
#
#   scripts/report.sh [SECTION...]   all of them, or these again; the others stay as they stand
#   scripts/report.sh --list         their names
#
# DATA (or TENPROBES_DATA) is the folder of the public benchmark data, in folders as their authors
# publish them: freerea, help and ofa; its name has no blank. A section whose files are not there says
# so, and keeps the table that it has. TENPROBES names another program than build/native/tenprobes.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${TENPROBES:-$PWD/build/native/tenprobes}
export DATA=${DATA:-${TENPROBES_DATA:-../shared/data}} TENPROBES_STORE=${TENPROBES_STORE:-/nowhere}
export PYTHONPATH=${PYTHONPATH:-$PWD/build/native/python}  # with -DTENPROBES_PYTHON=ON
[[ $DATA != *[[:space:]]* ]] || { echo "$DATA: the name has a blank: name a link without one" >&2; exit 2; }
parts=build/report
wanted=("$@")
sections=()

tenprobes() { "$program" "$@"; }

# section NAME TITLE TABLE COMMAND: a table of the command's JSON. TABLE: arguments of
# markdown_table.py. COMMAND: as a user types it in a shell that has DATA; its files must exist.
# What is read from standard input stands between title and command.
section() {
  local name=$1 title=$2 table=$3 command=$4 part=$parts/$1.md missing=() file words
  sections+=("$name")
  words=$(cat)
  [[ $list ]] && { printf '%-14s %s\n' "$name" "$title"; return; }
  [[ ${#wanted[@]} == 0 || " ${wanted[*]} " == *" $name "* ]] || return 0
  for file in $(eval "echo $(grep -oE '\$DATA/[^ ]+' <<< "$command" | tr '\n' ' ')"); do
    [[ -e $file ]] || missing+=("$file")
  done
  if [[ ${#missing[@]} -gt 0 ]]; then
    echo "$name: not made, as ${missing[0]} is not there" >&2
    [[ -e $part ]] || printf '## %s\n\n%s\n\nNot made here: `%s` is not there.\n' "$title" "$words" \
      "${missing[0]#"$DATA"/}" > "$part"
    return
  fi
  echo "$name" >&2
  if ! eval "$command --json" > "$parts/$name.json" 2> "$parts/$name.log"; then
    echo "$name: failed: $(grep -v '^Run with --help' "$parts/$name.log" | tail -1)" >&2
    return
  fi
  {
    printf '## %s\n\n%s\n\n```\n%s\n```\n\n' "$title" "$words" "$command"
    eval "scripts/markdown_table.py $table" < "$parts/$name.json"
  } > "$part.new" && mv "$part.new" "$part"
}

# What REPORT.md holds, a file a section, under the name in the comment that ends each.
take_apart() {
  rm -rf $parts
  mkdir -p $parts
  [[ ! -e REPORT.md ]] || awk -v parts=$parts '
    /^## / { text = "" }
    match($0, /^<!-- [a-z0-9-]+ -->$/) { printf "%s", text > (parts "/" $2 ".md"); text = ""; next }
    { text = text $0 "\n" }' REPORT.md
}

put_together() {
  {
    printf '# What tenprobes reaches\n\nWritten by `scripts/report.sh`; each table is the output of the command above it, with\n'
    printf '`DATA` the folder of the public benchmark data. Intervals are 95 %% bootstrap intervals.\n'
    for name in "${sections[@]}"; do
      [[ ! -e $parts/$name.md ]] || printf '\n%s\n\n<!-- %s -->\n' "$(cat "$parts/$name.md")" "$name"
    done
  } > REPORT.md
}

list=''
[[ ${1:-} == --list ]] && list=1
[[ $list ]] || take_apart

methods=controller,edit,belief,bayes,fixed,local,local-plain,evolution,freerea,random,one-proxy,informed,oracle
test_devices='$DATA/help/nasbench201/latency/{titan_rtx_256,gold_6226,fpga,pixel2,raspi4,eyeriss}.pt'
summary='summary method probes feasible=100% accuracy_regret=.2 quality_regret=.2 quality_regret_feasible=.2 regret_over_families=.2 regret_difference=.2 distinct_recommended=.1'

section search 'Search of NAS-Bench-201 on 19 real device settings' "$summary" \
  "tenprobes bench --device \$DATA/help/nasbench201/latency/*.pt --accuracy \$DATA/freerea/cifar10_perfmetrics.txt --seeds 30 --against bayes --proxy-device \$DATA/help/nasbench201/latency/titanx_1.pt --methods $methods" << 'END'
Budgets at the 0.1, 0.25 and 0.5 quantile of a device's latencies. Accuracy regret: points of CIFAR-10
test accuracy below the best network that fits. Quality regret: percentile points of the training-free
quality below it. By 13 of the 19 settings, HELP's meta-train and meta-valid devices, the ranges of the
synthetic devices were judged (`devices prior`). A method without an interval draws nothing at random; `regret difference` is against
`bayes`, its interval over devices.
END
section budgets 'The same at nine budgets, three to twenty probes' "$summary" \
  "tenprobes bench --device \$DATA/help/nasbench201/latency/*.pt --methods controller,belief,bayes,informed --probes 3,5,10,20 --budget-quantiles 0.05,0.1,0.15,0.2,0.25,0.3,0.4,0.5,0.6 --seeds 1 --against bayes --families 1080ti,titanx,titan_rtx,silver,gold,samsung,pixel" << 'END'
No method here draws anything at random. A session without an answer loses 100 points. Intervals are
over families: settings of one chip, or of one maker's phones or processors, count as one.
END
section noisy 'The same where readings are noisy' "$summary" \
  "tenprobes bench --device 1080ti_1 1080ti_32 1080ti_256 titanx_1 titanx_32 titanx_256 titan_rtx_256 silver_4114 silver_4210r gold_6226 gold_6240 essential_ph_1 samsung_a50 samsung_s7 pixel2 pixel3 raspi4 eyeriss fpga --methods controller,belief,bayes,fixed,random,informed --probes 3,5,10,20 --budget-quantiles 0.05,0.1,0.15,0.2,0.25,0.3,0.4,0.5,0.6 --seeds 3 --against random --families 1080ti,titanx,titan_rtx,silver,gold,samsung,pixel" << 'END'
On twins fitted to the same 19 settings, which draw noise anew at every reading. An answer counts as
feasible if it truly fits, without noise: of many readings, the best within the budget is a lucky one.
`controller`, `belief` and `bayes` recommend what they believe to be worth most, `fixed`, `random` and
`informed` the best reading. (On published tables, above, the one reading that there is of a network is its
latency, and all recommend the best.)
END
section shuffled 'The same, told another device'\''s latencies' "$summary" \
  "tenprobes bench --device \$DATA/help/nasbench201/latency/*.pt --accuracy \$DATA/freerea/cifar10_perfmetrics.txt --seeds 30 --methods controller,fixed --shuffle-latencies raw" << 'END'
A control: what adapts loses what it had, and `fixed`, which reads no latency, loses nothing.
END
section help-search 'Search within HELP'\''s own constraints' \
  'rows device limit_ms help_ms help=.2 help_fits ours_ms=.1 ours=.2 ours_fits best=.2' \
  'scripts/help_search.sh $DATA/help/nasbench201/latency $DATA/freerea/cifar100_perfmetrics.txt' << 'END'
Ten probes, CIFAR-100 accuracy as quality, the constraints of HELP's README (Table 4). `help` is the
accuracy that HELP publishes for its answer, `best` the highest that fits.
END
section own 'Search on networks measured by ourselves' "$summary" \
  'tenprobes bench --device assets/measured/epyc-core-batch-1.csv --methods controller,bayes,random --seeds 20' << 'END'
1,000 networks on one core of a server (`assets/measured`).
END
section scalarised 'The scalarised objective of the Sim-is-More paper' \
  'summary method probes value_regret=.2' \
  "tenprobes bench --device $test_devices --methods edit,bayes,random --objective scalarised --exponent -0.3 --seeds 30" << 'END'
Percent of the best value of quality * (latency / reference) ^ -0.3 that is missed, on HELP's
meta-test devices.
END
section predict 'Latencies predicted from ten probes' \
  'means method design samples measurements srcc=.3 kendall=.3 mape=.1 coverage90=100%' \
  "tenprobes predict --device $test_devices --methods bayes,ridge,macs,help --samples 5,10,20 --seeds 20" << 'END'
Rank correlation with all networks but the probes, mean of HELP's meta-test devices. No measurement is in
our prior, whose ranges were judged by HELP's meta-train and meta-valid devices (`devices prior`), not by
these.
END
section predict-help 'The same on HELP'\''s own query set' \
  'means method design samples measurements srcc=.3 kendall=.3 mape=.1 coverage90=100%' \
  "tenprobes predict --device $test_devices --methods bayes,help,help-10 --samples 10 --seeds 20 --design random --query help" << 'END'
HELP's paper has 0.932 with ten reference networks and ten samples, which are twenty measurements.
END
section nasflat 'Latencies predicted on NASFLAT'\''s splits of devices' \
  'splits split samples srcc=.3 coverage90=100% published.help=.3 published.multi_predict=.3 published.nasflat=.3 missing' \
  "tenprobes predict --protocol nasflat --device \$DATA/help/nasbench201/latency/*.pt --samples 10,20 --seeds 5" << 'END'
Mean of those test devices of each split that are in `DATA`; the last column names the others. The
published figures are with 20 samples and other devices to learn from; ours with no measurement of others,
but ranges of the prior that were judged by HELP's meta-train and meta-valid devices: the 1080 Ti, Titan X,
Silver, Gold 6240 and phones but the Pixel 2. Of what is left of N1, N3, N4, F2 and F3 that is all, of F1, F4
and FA a part, of ND none. A split with devices missing is no match for the published mean.
END
section prior 'The synthetic devices as a prior of real ones' \
  'rows device probes score=.2 best_score=.2 best worst_score=.2 worst' \
  'tenprobes devices prior --device $DATA/help/nasbench201/latency/{1080ti_1,1080ti_32,1080ti_256,silver_4114,silver_4210r,samsung_a50,pixel3,essential_ph_1,samsung_s7,titanx_1,titanx_32,titanx_256,gold_6240}.pt' << 'END'
On HELP's meta-train and meta-valid devices, by which the distribution was judged: log density of a
held-out latency, in nats, after random probes; then the best and the worst of 18 other distributions,
each with one range asked otherwise.
END
section correlate 'Latency monotonicity' 'srcc' \
  'tenprobes correlate --device $DATA/help/nasbench201/latency/*.pt' << 'END'
How alike devices rank the networks (One Proxy).
END
section predict-fbnet 'FBNet'\''s latencies predicted from ten probes' \
  'means method design samples srcc=.3 kendall=.3 mape=.1 coverage90=100%' \
  'tenprobes predict --space fbnet --architectures $DATA/help/fbnet/arch.pt --device $DATA/help/fbnet/latency/{raspi4,eyeriss,fpga}.pt --query help --samples 10 --seeds 20' << 'END'
HELP's paper has 0.910 on these three devices.
END
section predict-fbnet-all 'The same on all sixteen settings' \
  'means method samples srcc=.3 kendall=.3 mape=.1 coverage90=100%' \
  'tenprobes predict --space fbnet --architectures $DATA/help/fbnet/arch.pt --device $DATA/help/fbnet/latency/*.pt --methods bayes,macs --samples 10,20 --seeds 5' << 'END'
Rank correlation with all networks but the probes, planned. Latencies of two phones jump between
networks that are alike.
END
section predict-ofa 'Once-for-All'\''s latencies predicted from ten probes' \
  'means method samples srcc=.4 kendall=.3 mape=.1 coverage90=100%' \
  'tenprobes predict --space ofa-mobilenetv3 --architectures $DATA/help/ofa/ofa_archs.pt --device $DATA/help/ofa/latency/*.pt --methods bayes,macs --samples 10,20 --seeds 5' << 'END'
The same for 5,000 sub-networks on the settings that HELP measured. At batch 1 a GPU's latencies hardly
follow what the layers are.
END
section fbnet 'Search of FBNet'\''s 9^22 networks' "$summary" \
  'tenprobes bench --space fbnet --device 1080ti_1 1080ti_32 1080ti_64 essential_ph_1 eyeriss fpga gold_6240 pixel3 raspi4 samsung_a50 samsung_s7 silver_4114 silver_4210r titanx_1 titanx_32 titanx_64 --methods controller,belief,random,evolution,fixed,informed,oracle --probes 5,10,20 --budget-quantiles 0.25 --seeds 10' << 'END'
On twins of 16 real device settings; quality is the number of multiply-accumulates.
Answers are judged without the noise of measuring: on twins with much of it, the best of many readings
within the budget is a lucky one. What reads a belief recommends by it; `random`, `evolution`, `fixed`
and `informed` by the readings. Regret is in millions of multiply-accumulates.
END
section spaces 'Training in one search space or in several' \
  'rows trained_in steps searches probes start=.2 gain=.2' 'scripts/compare_trainings.py' << 'END'
Controllers that PPO trained from the shipped start, and that start, search 60 synthetic devices of each
space that no training sees, at three budgets. Regret of the start, and by how much a trained one's is
smaller, with its interval over devices: in percentile points of the training-free quality in
NAS-Bench-201, in millions of multiply-accumulates in FBNet.
END
section proxies-fbnet 'Training-free scores of FBNet'\''s networks' \
  'scores score held_out_srcc=.3 held_out_r2=.3 macs_srcc=.3' \
  'tenprobes proxies layers --space fbnet --networks 1200' << 'END'
NASWOT, logSynflow and AZ-NAS's three scores of random networks on 32 generated images of 16 x 16 pixels,
two draws of weights each, and a sum over the layers fitted to them (five folds held out); beside it, how
the count of multiply-accumulates ranks them. `quality`, the standardised scores together but for
progressivity, the least growth of all blocks, is `--quality training-free`. No accuracy of FBNet's
networks is public: how well scores tell it is not known.
END
section pretrained 'Which pretrained model' "$summary" \
  'tenprobes bench --space imagenet-pretrained --device amp-nchw-pt210-cu121-rtx3090 amp-nchw-pt240-cu124-rtx3090 amp-nchw-pt240-cu124-rtx4090 amp-nchw-pt240-cu124-rtx4090-dynamo amp-nchw-pt291-cu128-4090 amp-nhwc-pt210-cu121-rtx3090 amp-nhwc-pt240-cu124-rtx3090 amp-nhwc-pt240-cu124-rtx4090 fp32-nchw-pt240-cpu-i7_12700h-dynamo --proxy-device fp32-nchw-pt240-cpu-i7_12700h-dynamo --methods controller,belief,bayes,gp,one-proxy,fixed,random,evolution,informed,oracle --probes 3,5,10 --budget-quantiles 0.05,0.1,0.15,0.2,0.25,0.3,0.35,0.4,0.45,0.5,0.55,0.6,0.65,0.7,0.75,0.8 --seeds 3 --families rtx3090,4090' << 'END'
timm's models with their true ImageNet top-1; latencies are the published throughputs of nine settings.
Intervals `over families` count the settings of one chip as one: two GPUs and a CPU.
END
section peers 'Beside Optuna' 'rows method searches regret_3=.2 regret_5=.2 regret_10=.2 regret_20=.2' \
  'scripts/compare_peers.py' << 'END'
The same nine settings, budgets at four quantiles and three seeds, in Optuna's own loop. Regret is in
points of top-1 below the best network that fits, after 3, 5, 10 and 20 measurements; a search that
found none that fits loses all there is. `scripts/compare_peers.py` says what each sampler is given:
tpe-features chooses by the cost features and the accuracy that ours knows too.
END
section predict-pretrained 'Latencies of pretrained models predicted from a few measurements' \
  'means method design samples srcc=.3 kendall=.3 mape=.1 coverage90=100%' \
  'tenprobes predict --space imagenet-pretrained --device amp-nchw-pt210-cu121-rtx3090 amp-nchw-pt240-cu124-rtx3090 amp-nchw-pt240-cu124-rtx4090 amp-nchw-pt240-cu124-rtx4090-dynamo amp-nchw-pt291-cu128-4090 amp-nhwc-pt210-cu121-rtx3090 amp-nhwc-pt240-cu124-rtx3090 amp-nhwc-pt240-cu124-rtx4090 fp32-nchw-pt240-cpu-i7_12700h-dynamo --methods bayes,macs --samples 3,5,10,20 --seeds 5' << 'END'
Mean of the nine settings, of all models but the measured ones.
END
section ranks 'Several processes' 'rows command unit units_a_second_and_core=.0 one_rank_seconds=.1 two_ranks_seconds=.1 efficiency=.2 kilobytes_a_unit=.3' \
  'scripts/compare_ranks.py' << 'END'
`mpirun -n N tenprobes train | bench | predict | proxies compute` (a build with -DTENPROBES_MPI=ON) gives
what one process gives, bit for bit, as sums are taken in one order whoever made their parts
(`tests/scripts/mpi_test.py`). N cores need about units / (N x units a second) seconds, and each receives
kilobytes a unit x units, whatever N is: bench has at most devices x methods parts to hand out, predict
devices x seeds, training as many as the learner has shards.
END
section ofa 'Search of OFA-MobileNetV3' "$summary" \
  'fit() {
  tenprobes devices fit --space ofa-mobilenetv3 --out build/report/$1.json --device "${@:2}" > /dev/null
}
for measured in $DATA/help/ofa/latency/{2080ti_64,titan_rtx_1,titan_rtx_32}.pt
do
  fit $(basename $measured .pt) $measured --architectures $DATA/help/ofa/ofa_archs.pt
done
for device in note10 jetson
do
  python3 scripts/lookup_tables.py $(find $DATA/ofa -name "${device}_*_lookup_table.*" | sort) > build/report/$device.csv
  fit $device build/report/$device.csv
done
tenprobes bench --space ofa-mobilenetv3 --device build/report/{note10,jetson,2080ti_64,titan_rtx_1,titan_rtx_32}.json \
  --quality $DATA/ofa/acc_predictor.pth --methods belief,controller,random,evolution,macs,fixed,oracle --probes 5,10,20 \
  --budget-quantiles 0.1,0.25,0.5 --seeds 1' << 'END'
On twins of two lookup tables (a Galaxy Note 10, a Jetson) and of three GPU settings that HELP measured.
Regret is in points of top-1 that Once-for-All's own predictor predicts, below the best that is known
under the true latencies: what four runs of simulated annealing and a climb by pairs of edits find once
for each device and budget. That is no bound: twice as many runs found .05 points more on average (seven
pairs of device and budget, at most .10), and longer ones .14 at most.
END
section quality 'The training-free quality and true accuracy' 'quality.0.srcc name value=.3' \
  'tenprobes proxies compare --reference $DATA/freerea/cifar10_cachedmetrics.txt --accuracy $DATA/freerea/cifar10_perfmetrics.txt' << 'END'
Spearman rank correlation with CIFAR-10 test accuracy over all 15,625 networks, of the quality and of
each score that it may be made of.
END
section surrogate 'The estimate of accuracy' \
  'held_out.cifar10 name spearman=.4 mean_absolute_error=.2' 'tenprobes surrogate show' << 'END'
On networks held out at random, and on those whose like was never fitted (CIFAR-10, points).
END
section twins 'Twins of real devices, NAS-Bench-201' 'devices name group title r2=.3 srcc=.3' \
  'tenprobes devices list' << 'END'
On held-out rows.
END
section twins-fbnet 'Twins of real devices, FBNet' 'devices name group title r2=.3 srcc=.3' \
  'tenprobes devices list --space fbnet' << 'END'
On held-out rows.
END
section speed 'Speed' 'figures name value=.3 unit machine_share=100%' 'tenprobes benchmark' << 'END'
Machine share: the time that the machine needs at least, for the arithmetic as fast as Eigen's product of two
matrices of 256 x 256 or for the values as fast as a copy, over the time taken; all in one run on two cores.
END

[[ $list ]] || put_together
