#!/bin/sh
# In the guest: kind 0.33 makes a cluster of our node image, and our command line sees it and removes it.
set -eu
systemctl start docker.service
trap 'systemctl stop docker.service' EXIT
now() { cut -d. -f1 /proc/uptime; }
step() {
  what=$1; shift
  began=$(now)
  if ! "$@"; then echo "failed: $what"; exit 1; fi
  echo "did: $what ($(($(now) - began)) s)"
}
# The same engine has them from another row.
take() { docker images --quiet vitest-kind/node | grep -q . || docker load --quiet --input /payload/images.tar; }
seen() { node dist/cli.js get clusters | grep -qx machine; }
gone() { test -z "$(docker ps --all --quiet)"; }
echo "engine: $(docker version --format '{{.Server.Version}}'), $(/payload/kind version)"
step 'images are taken' take
image=$(docker images --format '{{.Repository}}:{{.Tag}}' vitest-kind/node)
step 'kind creates a cluster' /payload/kind create cluster --name machine --image "$image" --wait 10m
step 'our command line lists it' seen
step 'and deletes it' node dist/cli.js delete cluster --name machine
step 'nothing is left' gone
