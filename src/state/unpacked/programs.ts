// What runs in a container of a node image when images are unpacked into a volume, and in a node that begins with them. Texts of shell
// programs. A snapshot of containerd may be a link to its files (overlayfs follows links in a lower directory), and so may a blob: a node copies
// containerd's databases, about 1 MB, and shares all else with every other node.

import { nodePaths } from '../../plan/node-paths.ts'

// The same place in the one that fills the volume and in nodes: links lead there.
const folder = nodePaths.unpacked
const containerdFolder = '/var/lib/containerd'
const root = `${folder}/containerd`
const parts = 'io.containerd.snapshotter.v1.overlayfs/snapshots io.containerd.content.v1.content/blobs/sha256'

/** Ends by itself, should its maker have died. */
export const waitAtMost = 'exec sleep 900'

/**
 * Starts a containerd that knows what the node image has, databases as copies and all else by links, and puts what is new into the volume.
 * Without the plugin that runs pods: only the image store is wanted.
 */
export const startStore = `set -e
rm -rf ${folder}/*
mkdir -p ${root}
cd ${containerdFolder}
find . -name '*.db' | while read -r database; do
  mkdir -p "${root}/$(dirname "$database")"
  cp -p "$database" "${root}/$database"
done
for part in ${parts}; do
  mkdir -p "${root}/$part"
  [ ! -d "$part" ] || find "$PWD/$part" -mindepth 1 -maxdepth 1 -exec ln -s -t "${root}/$part" {} +
done
printf 'disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]\\n' >/tmp/store.toml
mkdir -p /run/containerd
setsid nice -n 19 containerd --config /tmp/store.toml --root ${root} --state /run/containerd --log-level error >/run/store.log 2>&1 &
store=$!
echo $store >/run/store.pid
until ctr version >/dev/null 2>&1; do
  kill -0 $store 2>/dev/null || { cat /run/store.log >&2; exit 1; }
  sleep 0.1
done`

/** Ends it, and leaves in \`containerd/\` what a node copies. Says how many kB the volume holds. */
export const settleStore = `set -e
store=$(cat /run/store.pid)
kill $store
# Nobody waits for it here: it stays as a zombie.
while grep -qs '^State:.[^ZX]' "/proc/$store/status"; do sleep 0.05; done
cd ${root}
for part in ${parts}; do find "$part" -mindepth 1 -maxdepth 1 -type l -delete; done
mkdir -p ${folder}/layers ${folder}/blobs
for snapshot in io.containerd.snapshotter.v1.overlayfs/snapshots/*; do
  [ -d "$snapshot/fs" ] || continue
  layer=${folder}/layers/$(basename "$snapshot")
  mv "$snapshot/fs" "$layer"
  ln -s "$layer" "$snapshot/fs"
done
find io.containerd.content.v1.content/blobs/sha256 -type f -size +64k | while read -r blob; do
  mv "$blob" ${folder}/blobs/
  ln -s "${folder}/blobs/$(basename "$blob")" "$blob"
done
# What else there is belongs to this one containerd.
find . -mindepth 1 -maxdepth 1 ! -name '*.content.v1.content' ! -name '*.overlayfs' ! -name '*.bolt' -exec rm -r {} +
rm -rf io.containerd.content.v1.content/ingest
du -sk ${folder} | cut -f 1`

/** For systemd, before a node's containerd starts for the first time. Nothing where the volume is not what it should be. */
export const adoptUnpacked = `[Service]
ExecStartPre=/bin/sh -c 'if [ -d ${root} ] && [ ! -e ${containerdFolder}/adopted ]; then cp -a ${root}/. ${containerdFolder}/ && touch ${containerdFolder}/adopted; fi'
`
