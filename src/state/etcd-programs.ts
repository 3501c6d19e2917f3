// Where a node has etcd's programs: the kubelet runs them from an image, and a node image keeps its images unpacked.

/** Lines of a shell program that leave the folder in `$programs`, or end it with 1. */
export const findEtcdPrograms = `programs=
for one in /kind/layers/etcd/usr/local/bin /var/lib/containerd/io.containerd.snapshotter.v1.*/snapshots/*/fs/usr/local/bin; do
  if [ -x "$one/etcd" ] && [ -x "$one/etcdctl" ]; then programs=$one; break; fi
done
if [ -z "$programs" ]; then echo 'no etcd and etcdctl in the unpacked images of this node' >&2; exit 1; fi`
