// Kubeconfigs as people and their tools write them: each has a context of its own as the current one unless its name says otherwise.
const words = `# After a create and a delete beside it, this must read the same for client-go, comment included.
apiVersion: v1
kind: Config
preferences: {}
clusters:
- name: "on" # the production cluster
  cluster: {server: https://a.example:6443, certificate-authority-data: QUJD}
contexts:
- name: "no"
  context: {cluster: "on", user: "y", namespace: "off"}
users:
- name: "y"
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: aws
      args: ["--region", "no", "--code", "1_000", '0x10', "1e3", '~', 'null', '2001-01-01', "22:30", '=', '<<', "0o17", "0b1", ".inf", "", " "]
      interactiveMode: Never
current-context: "no"
`

const kubectl = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: QUJD
    server: https://a.example
  name: a
contexts:
- context:
    cluster: a
    user: a
  name: a
current-context: a
kind: Config
preferences: {}
users:
- name: a
  user:
    token: abc
`

const json = {
  kind: 'Config',
  apiVersion: 'v1',
  preferences: {},
  clusters: [{ name: 'a', cluster: { server: 'https://a.example' } }],
  users: [{ name: 'a', user: { token: '1_000' } }],
  contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
  'current-context': 'a',
}

export const oddKubeconfigs: Readonly<Record<string, string>> = {
  'words in quotes': words,
  "kubectl's own": kubectl,
  CRLF: kubectl.replaceAll('\n', '\r\n'),
  'CRLF without an end': words.replaceAll('\n', '\r\n').trimEnd(),
  'a byte order mark': `\uFEFF${kubectl}`,
  'a byte order mark and braces': `\uFEFF${JSON.stringify(json)}`,
  'no line end at its end': kubectl.trimEnd(),
  'lists last, no line end': `current-context: a\nusers:\n- name: a\n  user: {}\ncontexts: []\nclusters:\n  - {name: a, cluster: {}}`,
  markers: `%YAML 1.1\n--- # mine\n${kubectl}...\n# the end\n`,
  'a second document': `${kubectl}---\nclusters: [a: b: c\n`,
  'indented lists, comments everywhere': `# top

clusters:   # the clusters
    # first
    - name: a   # called a
      # about its server
      cluster:
        server: https://a.example # here
      # after a

    # before b
    - cluster:
        server: >-
          https://b.example
      name: 'b'

# between
users:
    -   name: a
        user: {token: "x # y"} # z
# last of users

contexts: # the contexts
    - context: {cluster: a, user: a}
      name: a
'current-context': 'a' # this one
# vim: set sw=4
`,
  'anchors and merge keys': `x-defaults: &defaults
  certificate-authority-data: QUJD
clusters:
- name: a
  cluster: &a {<<: *defaults, server: https://a.example}
- name: b
  cluster: *a
contexts: &list
- &first
  name: a
  context: {cluster: a, user: a}
- <<: *first
  name: b
users:
- {name: a, user: {}}
current-context: a
`,
  'block scalars at the end': `contexts:
- name: a
  context: {cluster: a, user: a}
current-context: >-
  a
clusters:
- name: a
  cluster: {server: x}
users:
- name: a
  user:
    token: |+
      abc

      # no comment


`,
  'JSON on one line': JSON.stringify(json),
  'JSON on lines': `${JSON.stringify(json, undefined, 2)}\n`,
  'JSON with tabs': `${JSON.stringify(json, undefined, '\t')}\n`,
  'JSON with tabs and CRLF': JSON.stringify(json, undefined, '\t').replaceAll('\n', '\r\n'),
  'JSON without lists': `{\n  "current-context": "a",\n  "clusters": [],\n  "contexts": [ ],\n  "users": []\n}\n`,
  'brackets in YAML, comments and commas': `{ clusters: [ {name: a, cluster: {}}, ], # clusters
  contexts: [
    # first
    {name: a, context: {cluster: a, user: a}}, # a
    {name: b, context: {cluster: a, user: a}} # b
  ],
  users: [{name: a},
          &u {name: b,
           user: {}}],
  current-context: a, # end
}
`,
  'brackets below block keys': `clusters: [{name: a, cluster: {}}]\nusers:\n  [\n    {"name": "a"}\n  ]\ncontexts: [\n  {name: a, context: {}},\n  ]\ncurrent-context: a\n`,
  'empty lists with comments': `clusters: [] # none\ncontexts:   []\nusers: []\n# all\ncurrent-context: a\n`,
  'explicit keys': `? clusters\n: - name: a\n    cluster: {}\n  - name: b\n? contexts\n: - name: a\n? users\n: - name: a\n? current-context\n: a\n`,
  'a mapping with a margin': kubectl.replaceAll(/^(?=.)/gm, '  '),
  'a dash on a line of its own': `clusters:\n-\n  name: a\n  cluster: {}\n-\n\n  # b\n  name: b\ncontexts:\n- ? name\n  : a\nusers:\n-   name: a\ncurrent-context: a`,
  'fields that nobody knows': `x-tool: {a: [1, 2]}\n${kubectl}extensions:\n- name: x\n  extension: {n: 0x10, when: 2001-01-01}\n`,
  'values without quotes': `${kubectl}extensions:\n- {name: ext, extension: {a: yes, b: 0644, c: 1_000, d: 1e3, e: ~, f: 22:30, g: 12345678901234567890}}\n`,
  'a key twice': `clusters:\n- name: lost\nusers: []\ncontexts: []\n${kubectl}`,
  'no apiVersion, no kind': `clusters: [{name: a, cluster: {}}]\ncontexts: [{name: a}]\nusers: [{name: a}]\ncurrent-context: a`,
}

/** These have no lists, or nothing at all: what is put in and taken out again leaves empty lists. */
export const emptyKubeconfigs: Readonly<Record<string, string>> = {
  nothing: '',
  'a line end': '\r\n',
  'a comment': '# mine',
  'a mark and a comment': '\uFEFF# mine\r\n',
  comments: '# mine\n\n  # and mine\n',
  'a marker': '---',
  'markers and comments': '%YAML 1.1\n--- # one\n# two\n...\n# three\n',
  'two empty documents': '---\n---\n# two\n',
  null: 'null # nothing\n',
  'a null document': '--- ~\n',
  braces: '{}\n',
  'braces with a comment': '{ # nothing\n}',
  'nothing in its lists':
    'apiVersion: v1\nkind: Config\nclusters: null\ncontexts: # none\nusers: ~ # none\ncurrent-context: ""\npreferences: {}\n',
  'tabs before comments': 'clusters: []\t# a\ncontexts: null \t # b\nusers:  []\t\ncurrent-context: a\t# c\n',
  'null and a tab': 'null \t# nothing\n',
  'no lists': 'apiVersion: v1\nkind: Config\npreferences:\n  colors: true',
  'no lists, in braces': '{"apiVersion":"v1","kind":"Config"}',
  'a current context of nothing': 'current-context:\nkind: Config # x\n',
}
