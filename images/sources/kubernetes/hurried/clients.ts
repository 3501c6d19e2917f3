// What all of Kubernetes' programs have in common.
import type { EditedSource } from '../../../components/recipe.ts'
import { type KubernetesVersion, minorOf } from '../../../kubernetes-versions.ts'
import { clientGo, edit, millisecond, sooner, variable } from './edits.ts'

export const clients = (version: KubernetesVersion): readonly EditedSource[] => [
  // Who was refused, or found no API server, lists again after about a second, then after twice as long each time, up to a minute. A kubelet
  // is refused the ConfigMaps of a pod that it hears of before the API server's authorizer does.
  edit(
    clientGo,
    'tools/cache/reflector.go',
    Number(minorOf(version).slice('v1.'.length)) >= 36
      ? [
          sooner('defaultBackoffInit = 800 * time.Millisecond', '800 * time.Millisecond', `100*${millisecond}`),
          sooner('defaultBackoffMax  = 30 * time.Second', '30 * time.Second', 'time.Second'),
        ]
      : [
          {
            find: 'Manager(800*time.Millisecond, 30*time.Second, ',
            replace: `Manager(hurry.Or(100*${millisecond}, 800*${millisecond}), hurry.Or(time.Second, 30*time.Second), `,
          },
        ],
  ),
  // Whether what was listed is there, each of its users looks once in a tenth of a second.
  edit(clientGo, 'tools/cache/shared_informer.go', variable('syncedPollPeriod', `100 * ${millisecond}`, `10*${millisecond}`)),
  // Certificates that programs make for themselves as they begin: hurry/key.go.
  edit(clientGo, 'util/cert/cert.go', [
    { find: '\t"crypto/rsa"\n', replace: '' },
    { find: 'caKey, err := rsa.GenerateKey(cryptorand.Reader, 2048)', replace: 'caKey, err := hurry.NewKey()' },
    { find: '&caKey.PublicKey, caKey)', replace: 'caKey.Public(), caKey)' },
    { find: 'priv, err := rsa.GenerateKey(cryptorand.Reader, 2048)', replace: 'priv, err := hurry.NewKey()' },
    { find: '&priv.PublicKey, caKey)', replace: 'priv.Public(), caKey)' },
    {
      find: '\tif err := pem.Encode(&keyBuffer, &pem.Block{Type: keyutil.RSAPrivateKeyBlockType, Bytes: x509.MarshalPKCS1PrivateKey(priv)}); err != nil {\n',
      replace: '\tkeyPEM, err := keyutil.MarshalPrivateKeyToPEM(priv)\n\tkeyBuffer.Write(keyPEM)\n\tif err != nil {\n',
    },
  ]),
]
