// CoreDNS, local-path-provisioner and flanneld as one binary, see main.go. Apart each brings the whole Kubernetes
// client along (50 to 60 MB); together they are little bigger than one, and their images share a layer.
import { mainAsPackage, type Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const { coredns, flannel, 'local-path-provisioner': localPath } = versions

// flanneld's back ends that stay out: udp needs cgo, ipsec a daemon that no node has, and tencentvpc an SDK that
// the module proxy does not have.
const leftOut = ['ipsec', 'tencentvpc', 'udp']

export const addons: Recipe<'addons'> = {
  component: 'addons',
  pins: [coredns, flannel, localPath],
  borrowed: [
    {
      module: flannel.module,
      from: 'main.go',
      to: 'flannel/main.go',
      edits: [
        // Its init reads the command line, which is another program's when that is called: it must wait for Main.
        { find: '\nfunc init() {', replace: '\nfunc readFlags() {' },
        { find: '\nfunc main() {', replace: '\nfunc main() {\n\treadFlags()' },
        ...mainAsPackage('flannel'),
        ...leftOut.map((backend) => ({ find: `\t_ "${flannel.module}/pkg/backend/${backend}"\n`, replace: '' })),
        { find: `"${flannel.module}/pkg/subnet/kube"`, replace: '"vitest-kind/images/addons/flannel/kube"' },
      ],
    },
    {
      module: flannel.module,
      from: 'pkg/subnet/kube',
      to: 'flannel/kube',
      edits: [
        // Whether it knows its node it asks once a second, and the answer is yes after 0.1 s: each node would be a second later.
        {
          find: 'ctx, time.Second, nodeControllerSyncTimeout, true, func(context.Context) (bool, error) {\n\t\t\tch := ',
          replace: 'ctx, 20*time.Millisecond, nodeControllerSyncTimeout, true, func(context.Context) (bool, error) {\n\t\t\tch := ',
        },
      ],
    },
    {
      module: localPath.module,
      from: '.',
      to: 'localpath',
      edits: [
        ...mainAsPackage('localpath'),
        // Two places where node_volumes.go may take over.
        {
          find: '\ntype LocalPathProvisioner struct {',
          replace:
            '\nvar Wrap = func(p pvController.Provisioner) pvController.Provisioner { return p }\n' +
            'var ChangeHere = func(action, node, path string) (bool, error) { return false, nil }\n' +
            '\ntype LocalPathProvisioner struct {',
        },
        { find: '\t\tprovisionerName,\n\t\tprovisioner,\n', replace: '\t\tprovisionerName,\n\t\tWrap(provisioner),\n' },
        {
          find: '\tparentDir, volumeDir := filepath.Split(o.Path)\n',
          replace:
            '\tif done, err := ChangeHere(string(action), o.Node, o.Path); done {\n\t\treturn err\n\t}\n' +
            '\tparentDir, volumeDir := filepath.Split(o.Path)\n',
        },
      ],
    },
  ],
  programs: [
    {
      file: 'addons',
      source: '.',
      links: ['coredns', 'flanneld', 'local-path-provisioner', 'network-policies'],
      stamps: {
        [`${flannel.module}/pkg/version.Version`]: flannel.version,
        'vitest-kind/images/addons/localpath.VERSION': localPath.version,
      },
    },
  ],
}
