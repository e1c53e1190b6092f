#!/bin/sh
# Fits the twins of real devices in assets/devices and assets/devices/fbnet again, from HELP's published
# tables:
#
#   scripts/fit_presets.sh DATA          DATA/help/{nasbench201,fbnet}/latency hold the .pt files
#
# (default: $TENPROBES_DATA). The presets named synthetic-... are written by hand.
set -eu
cd "$(dirname "$0")/.."
data=${1:-${TENPROBES_DATA:?give the folder that holds help/nasbench201/latency and help/fbnet}}
program=${TENPROBES:-build/native/tenprobes}

help='HELP (Lee et al., NeurIPS 2021, github HayeonLee/HELP)'
help_licence='MIT as stated with the tables; licence file not seen'
bench='HW-NAS-Bench (Li et al., ICLR 2021, github GATECH-EIC/HW-NAS-Bench)'

# Where HELP's tables are, where the twins go, and, but for cells, the list of the networks measured.
tables=$data/help/nasbench201/latency presets=assets/devices networks=

fit() { # name, group, title, source, licence
  echo "$presets/$1" >&2
  "$program" devices fit ${networks:+--space fbnet --architectures "$networks"} \
    --device "$tables/$1.pt" --out "$presets/$1.json" \
    --group "$2" --title "$3" --source "$4" --licence "$5" > /dev/null
}

from_help() { fit "$1" "$2" "$3" "measured by $help" "$help_licence"; }
from_bench() { fit "$1" "$2" "$3" "measured or estimated by $bench, as $help publishes it" MIT; }

from_help 1080ti_1 GPU 'NVIDIA GTX 1080 Ti, batch 1'
from_help 1080ti_32 GPU 'NVIDIA GTX 1080 Ti, batch 32'
from_help 1080ti_256 GPU 'NVIDIA GTX 1080 Ti, batch 256'
from_help titanx_1 GPU 'NVIDIA Titan X, batch 1'
from_help titanx_32 GPU 'NVIDIA Titan X, batch 32'
from_help titanx_256 GPU 'NVIDIA Titan X, batch 256'
from_help titan_rtx_256 GPU 'NVIDIA Titan RTX, batch 256'
from_help silver_4114 CPU 'Intel Xeon Silver 4114'
from_help silver_4210r CPU 'Intel Xeon Silver 4210R'
from_help gold_6226 CPU 'Intel Xeon Gold 6226'
from_help gold_6240 CPU 'Intel Xeon Gold 6240'
from_help samsung_a50 phone 'Samsung Galaxy A50'
from_help samsung_s7 phone 'Samsung Galaxy S7'
from_help essential_ph_1 phone 'Essential Phone PH-1'
from_help pixel2 phone 'Google Pixel 2'
from_bench pixel3 phone 'Google Pixel 3'
from_bench raspi4 board 'Raspberry Pi 4'
from_bench eyeriss ASIC 'Eyeriss accelerator'
from_bench fpga FPGA 'FPGA accelerator'

tables=$data/help/fbnet/latency presets=assets/devices/fbnet networks=$data/help/fbnet/arch.pt

from_help 1080ti_1 GPU 'NVIDIA GTX 1080 Ti, batch 1'
from_help 1080ti_32 GPU 'NVIDIA GTX 1080 Ti, batch 32'
from_help 1080ti_64 GPU 'NVIDIA GTX 1080 Ti, batch 64'
from_help titanx_1 GPU 'NVIDIA Titan X, batch 1'
from_help titanx_32 GPU 'NVIDIA Titan X, batch 32'
from_help titanx_64 GPU 'NVIDIA Titan X, batch 64'
from_help silver_4114 CPU 'Intel Xeon Silver 4114'
from_help silver_4210r CPU 'Intel Xeon Silver 4210R'
from_help gold_6240 CPU 'Intel Xeon Gold 6240'
from_help samsung_a50 phone 'Samsung Galaxy A50'
from_help samsung_s7 phone 'Samsung Galaxy S7'
from_help essential_ph_1 phone 'Essential Phone PH-1'
from_bench pixel3 phone 'Google Pixel 3'
from_bench raspi4 board 'Raspberry Pi 4'
from_bench eyeriss ASIC 'Eyeriss accelerator'
from_bench fpga FPGA 'FPGA accelerator'
