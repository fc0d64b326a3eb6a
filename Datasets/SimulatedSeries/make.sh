#!/usr/bin/env bash
# Writes the series and their laws again, to the same bits: bash Datasets/SimulatedSeries/make.sh
set -euo pipefail
cd "$(dirname "$0")"
simulate() { # name, series, further options
  local name=$1 count=$2
  shift 2
  swift run --package-path ../.. -c release timeseries simulate "$name" --count "$count" --seed 1 --out "$name.csv" --laws-out "$name.json" "$@"
}
simulate kepler 500
simulate pendulum 150
simulate double-pendulum 150
simulate lotka-volterra 150
simulate sir 150
simulate robertson 150
simulate rlc 150
simulate reservoir 100
simulate lorenz 100
simulate heat 6 --length 40
simulate burgers 6 --length 40
simulate reaction-diffusion 6 --length 40
