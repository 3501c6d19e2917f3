// kube-apiserver.
import type { EditedSource } from '../../../components/recipe.ts'
import { edit, kubernetes, millisecond, sooner } from './edits.ts'

// What is only moved to another name is moved before, as ever.
const ensureAtOnce = `func ensureRBACPolicyAtOnce(p *PolicyData, client clientset.Interface) (bool, error) {
	if !hurry.IsAsked() {
		return ensureRBACPolicy(p, client)
	}
	moved := &PolicyData{ClusterRolesToAggregate: p.ClusterRolesToAggregate, ClusterRoleBindingsToSplit: p.ClusterRoleBindingsToSplit}
	if done, err := ensureRBACPolicy(moved, client); !done || err != nil {
		return done, err
	}
	roles, bindings := hurry.Deal(p.ClusterRoles), hurry.Deal(p.ClusterRoleBindings)
	var done [hurry.Hands]bool
	var hands sync.WaitGroup
	for hand := range hurry.Hands {
		part := &PolicyData{ClusterRoles: roles[hand], ClusterRoleBindings: bindings[hand]}
		if hand == 0 {
			part.Roles, part.RoleBindings = p.Roles, p.RoleBindings
		}
		hands.Go(func() {
			done[hand], _ = ensureRBACPolicy(part, client)
		})
	}
	hands.Wait()
	return !slices.Contains(done[:], false), nil
}
`

export const apiServer: readonly EditedSource[] = [
  // An API server that begins before its etcd, by a moment, knocks again after a second.
  edit('k8s.io/apiserver', 'pkg/storage/storagebackend/factory/etcd3.go', [
    { find: '\t"google.golang.org/grpc"\n', replace: '\t"google.golang.org/grpc"\n\t"google.golang.org/grpc/backoff"\n' },
    {
      find: '\tcfg := clientv3.Config{\n',
      replace:
        '\tif hurry.IsAsked() {\n' +
        '\t\tsoon := backoff.Config{BaseDelay: 20 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 50 * time.Millisecond}\n' +
        '\t\tparameters := grpc.ConnectParams{Backoff: soon, MinConnectTimeout: dialTimeout}\n' +
        '\t\tdialOptions = append(dialOptions, grpc.WithConnectParams(parameters))\n' +
        '\t}\n' +
        '\tcfg := clientv3.Config{\n',
    },
  ]),
  // Before it makes the roles and the priority classes that an API server begins with, it waits a second, in case etcd is not there; and the
  // roles it asks for and makes one after the other, three hundred requests, in most of another one. Nothing is well before.
  edit(kubernetes, 'pkg/registry/rbac/rest/storage_rbac.go', [
    sooner('wait.Poll(1*time.Second, ', '1*time.Second', `20*${millisecond}`),
    { find: '\t\t\treturn ensureRBACPolicy(p, client)\n', replace: '\t\t\treturn ensureRBACPolicyAtOnce(p, client)\n' },
    { find: '\nfunc ensureRBACPolicy(', replace: `\n${ensureAtOnce}\nfunc ensureRBACPolicy(` },
    { find: '\t"fmt"\n', replace: '\t"fmt"\n\t"slices"\n\t"sync"\n' },
  ]),
  edit(kubernetes, 'pkg/registry/scheduling/rest/storage_scheduling.go', [sooner('wait.Poll(1*time.Second, ', '1*time.Second', `20*${millisecond}`)]),
  // An API server is well when its watches have begun, for which each looks once in a tenth of a second.
  edit('k8s.io/apiserver', 'pkg/server/storage_readiness_hook.go', [
    sooner('wait.PollUntilContextCancel(deadlineCtx, 100*time.Millisecond, ', '100*time.Millisecond', `10*${millisecond}`),
  ]),
  edit('k8s.io/apiextensions-apiserver', 'pkg/apiserver/apiserver.go', [
    sooner('wait.PollUntilContextCancel(ctx.Context, 100*time.Millisecond, ', '100*time.Millisecond', `10*${millisecond}`),
  ]),
  // The first objects of a new kind, those of its first two seconds, are each made after two seconds, for other API servers to know the kind.
  edit('k8s.io/apiextensions-apiserver', 'pkg/apiserver/customresource_handler.go', [
    { find: '\t\tif justCreated {\n', replace: '\t\tif justCreated && !hurry.IsAlone() {\n' },
  ]),
]
