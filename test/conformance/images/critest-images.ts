// What critest asks for beside the images of the e2e suite, made of those and of Debian's packages. Plain data.
import { install, type SuiteImage } from './images.ts'

const e2e = 'registry.k8s.io/e2e-test-images'
const staging = 'gcr.io/k8s-staging-cri-tools'
const busybox = `${e2e}/busybox:1.29-2`
const nginx = `${e2e}/nginx:1.27.0-2`

/**
 * In the order in which they are built. `debian`: the image to build FROM. One is missing: that by a digest of the published one, which
 * no other can have.
 */
export function planCritestImages(debian: string): readonly SuiteImage[] {
  return [
    {
      tags: [busybox],
      dockerfile: [
        `FROM ${debian} AS made`,
        // Names are hard links, as in the published one: a spec masks /bin/ls, and through a symbolic link that would be all of busybox. Its shell
        // must look for ls there, too, which that of busybox-static does not: it has an ls of its own.
        `${install('busybox', 'procps')} && mkdir -p /out/bin /out/etc /out/root /out/tmp /out/var/www /out/home /out/usr && chmod 1777 /out/tmp && cp /bin/busybox /usr/bin/ipcs /usr/bin/pgrep /out/bin/ && for name in $(busybox --list); do [ -e /out/bin/$name ] || ln /out/bin/busybox /out/bin/$name; done && ln -s ../bin /out/usr/bin && ldd /out/bin/busybox /out/bin/ipcs /out/bin/pgrep | grep -o '/lib[^ :]*' | sort -u | xargs cp -L --parents -t /out && cp /etc/passwd /etc/group /out/etc/`,
        'FROM scratch',
        'COPY --from=made /out/ /',
        'CMD ["sh"]',
      ],
      instead: "Debian's busybox 1.35 instead of 1.29, with ipcs and pgrep of util-linux and procps, which Debian's busybox lacks",
    },
    {
      tags: [`${e2e}/nginx:1.14-2`],
      // A spec reads a file with a zero byte by grep, which is busybox's in the published one.
      dockerfile: [`FROM ${nginx}`, `${install('busybox')} && ln -s /bin/busybox /usr/local/bin/grep`],
      instead: "Debian's nginx 1.22 instead of 1.14 on Alpine, with busybox's grep",
    },
    {
      tags: [`${staging}/hostnet-nginx-amd64:latest`],
      dockerfile: [`FROM ${nginx}`, "RUN sed -i 's/listen 80 /listen 12003 /; /\\[::\\]:80/d' /etc/nginx/sites-available/default"],
      instead: "Debian's nginx 1.22 instead of 1.25",
    },
    {
      tags: [`${e2e}/httpd:2.4.39-4`],
      dockerfile: [
        `FROM ${debian}`,
        `${install('apache2')} && ln -s apache2 /usr/sbin/httpd && ln -sf /dev/stdout /var/log/apache2/access.log && ln -sf /dev/stderr /var/log/apache2/error.log`,
        'ENV APACHE_RUN_USER=www-data APACHE_RUN_GROUP=www-data APACHE_RUN_DIR=/run APACHE_PID_FILE=/run/httpd.pid APACHE_LOCK_DIR=/run/lock APACHE_LOG_DIR=/var/log/apache2',
        'EXPOSE 80',
        'STOPSIGNAL SIGWINCH',
        'CMD ["httpd", "-D", "FOREGROUND"]',
      ],
      instead: "Debian's Apache 2.4, under the name httpd, instead of 2.4.39 on Alpine",
    },
    {
      tags: [`${e2e}/nonewprivs:1.3`],
      dockerfile: [`FROM ${e2e}/nonewprivs:1.4`],
      instead: 'that of the e2e suite instead of 1.3',
    },
    {
      tags: ['registry.k8s.io/pause:3.9', 'k8s.gcr.io/pause:3.9'],
      sources: ['build/pause/linux/pause.c'],
      dockerfile: [
        `FROM ${debian} AS made`,
        install('gcc', 'libc6-dev'),
        'COPY pause.c /',
        'RUN gcc -Os -Wall -static -DVERSION=v3.9 -o /pause /pause.c',
        'FROM scratch',
        'COPY --from=made /pause /pause',
        'USER 65535:65535',
        'ENTRYPOINT ["/pause"]',
      ],
      instead: "Kubernetes' pause.c of the same release as the nodes instead of 3.9",
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
}
