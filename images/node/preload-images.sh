#!/bin/bash
# Runs in the build container. /build/oci (an image layout) → /build/context with
#   shared/kind/layers/<name>     the unpacked layers, each once
#   rootfs/kind/layers/kubernetes that of Kubernetes
#   rootfs/var/lib/containerd     a containerd that knows the images, whose snapshots are links to them
# so that the image holds no layer twice, and /var, which the engine copies for every node, is tiny.
# /build/layers has a line «<digest> <name>» for each layer, /build/chains one «<chain id> <name>» for each snapshot.
set -o errexit -o nounset -o pipefail

rootfs=/build/context/rootfs
shared=/build/context/shared
root=$rootfs/var/lib/containerd
export PATH=$shared/usr/local/bin:$PATH
export CONTAINERD_ADDRESS=/run/containerd.sock CONTAINERD_NAMESPACE=k8s.io CONTAINERD_SNAPSHOTTER=overlayfs

unpack_layers() {
  local digest name layers
  while read -r digest name; do
    # busybox and net-tools are in the base image already.
    [[ ! -d /kind/layers/$name ]] || continue
    layers=$shared/kind/layers
    [[ $name != kubernetes ]] || layers=$rootfs/kind/layers
    mkdir -p "$layers/$name"
    tar --extract --directory "$layers/$name" --file "/build/oci/blobs/${digest/://}"
  done </build/layers
}

start_containerd() {
  # Only the image store is needed.
  echo 'disabled_plugins = ["io.containerd.grpc.v1.cri"]' >/build/containerd.toml
  containerd --config /build/containerd.toml --root "$root" --state /run/containerd --address $CONTAINERD_ADDRESS \
    --log-level error &
  containerd=$!
  until ctr version >/dev/null 2>&1; do
    kill -0 $containerd
    sleep 0.1
  done
}

import_images() {
  # Pinned: the kubelet's image collection must leave them, they could not be pulled again.
  tar --create --directory /build/oci . | ctr images import --local --discard-unpacked-layers \
    --label io.cri-containerd.image=managed --label io.cri-containerd.pinned=pinned -
}

link_snapshots() {
  local chain name directory
  while read -r chain name; do
    directory=$(ctr snapshots view --mounts link "$chain")
    directory=$(grep -o "$root/[^\":=,]*/snapshots/[0-9]*" <<<"$directory" | sed -n 1p)
    ctr snapshots remove link 2>/dev/null || true # containerd may have collected it by itself
    rm -r "$directory"
    mkdir "$directory"
    ln -s "/kind/layers/$name" "$directory/fs"
  done </build/chains
}

check_names() {
  # A tag that kubeadm does not ask for would be found only when a cluster tries to pull the right one.
  local wanted present
  present=$(ctr images list --quiet)
  for wanted in $("$rootfs/kind/layers/kubernetes/usr/local/bin/kubeadm" config images list --kubernetes-version "$(<$rootfs/kind/version)" 2>/dev/null) \
    $(sed -n 's/.*sandbox_image = "\(.*\)"/\1/p' /etc/containerd/config.toml); do
    grep -qxF "$wanted" <<<"$present" || {
      echo "kubeadm or containerd asks for $wanted, which is not among the preloaded images" >&2
      exit 1
    }
  done
}

drop_blobs() {
  # containerd collects them when it next pleases; this image is made now.
  local digest
  while read -r digest _; do
    ctr content remove "$digest" >/dev/null 2>&1 || true
    rm -f "$root/io.containerd.content.v1.content/blobs/${digest/://}"
  done </build/layers
}

unpack_layers
start_containerd
import_images
check_names
link_snapshots
drop_blobs
kill $containerd
wait $containerd || true
