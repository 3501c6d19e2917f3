// What critest asks for beside the images of the e2e suite, made of those. Plain data.
import type { SuiteImage } from './images.ts'

const e2e = 'registry.k8s.io/e2e-test-images'
const staging = 'gcr.io/k8s-staging-cri-tools'
const busybox = `${e2e}/busybox:1.37.0-2`
const nginx = `${e2e}/nginx:1.27.0-2`

/** In the order in which they are built. One is missing: that by a digest of the published one, which no other can have. */
export const critestImages: readonly SuiteImage[] = [
  { tags: [`${e2e}/busybox:1.29-2`], dockerfile: [`FROM ${busybox}`], instead: "Debian's busybox-static 1.35 instead of 1.29" },
  { tags: [`${e2e}/nginx:1.14-2`], dockerfile: [`FROM ${nginx}`], instead: "Debian's nginx 1.22 instead of 1.14" },
  {
    tags: [`${staging}/hostnet-nginx-amd64:latest`],
    dockerfile: [`FROM ${nginx}`, "RUN sed -i 's/listen 80 /listen 12003 /; /\\[::\\]:80/d' /etc/nginx/sites-available/default"],
    instead: "Debian's nginx 1.22 instead of 1.25",
  },
  ...Object.entries({ uid: '1002', username: 'www-data', 'uid-group': '1003:1004', 'username-group': 'www-data:1004' }).map(
    ([name, user]) => ({
      tags: [`${staging}/test-image-user-${name}:latest`],
      dockerfile: [`FROM ${busybox}`, `USER ${user}`],
      instead: 'as published, on this busybox',
    }),
  ),
  {
    tags: [`${staging}/test-image-predefined-group:latest`],
    dockerfile: [
      `FROM ${busybox}`,
      // Debian's busybox has no adduser.
      'RUN echo default-user:x:1000:1000::/:/bin/sh >> /etc/passwd && echo default-user:x:1000: >> /etc/group && echo group-defined-in-image:x:50000:default-user >> /etc/group',
      'USER 1000',
    ],
    instead: 'as published, on this busybox',
  },
  ...[
    ['test-image-1:latest'],
    ['test-image-2:latest'],
    ['test-image-3:latest'],
    ['test-image-latest:latest'],
    ['test-image-tag:test', 'test-image-tag:all'],
    ['test-image-tags:1', 'test-image-tags:2', 'test-image-tags:3'],
  ].map((names) => ({
    tags: names.map((name) => `${staging}/${name}`),
    dockerfile: [`FROM ${busybox}`, `RUN echo ${names[0]} > /test`],
    instead: 'as published, on this busybox',
  })),
]
