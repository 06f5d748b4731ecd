#!/bin/sh
# SPDX-License-Identifier: MIT
# pictures.sh - the pictures of README.md, made anew from real screens of the samples: `make pictures`.
# B: the build folder. Look at them before they are kept.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
folder=samples/pictures

# name, columns x rows, sample, theme, then commands
picture() {
    name=$1 size=$2 sample=$3 theme=$4
    shift 4
    rm -f "$folder/$name.svg"
    set -- "$@" "export screen $folder/$name.svg"
    i=$#
    while [ "$i" -gt 0 ]; do
        command=$1
        shift
        set -- "$@" -c "$command"
        i=$((i - 1))
    done
    COLUMNS=${size%x*} LINES=${size#*x} "$B/faasmap" --theme "$theme" "$@" "sample:$sample"
}

mkdir -p "$folder"
picture path 150x42 waste-management dark 'set boxes=full' 'path SendAlert' 'keys ss'
picture findings 150x42 waste-management-aws dark 'view findings' 'keys jl<Down>'
picture cut 150x42 waste-management-aws light 'view cut'
picture tree 110x34 waste-management light 'goto TheThingsNetworkBridge' 'view tree' 'keys zR'
