// What the suite's pods run, by the names they ask for: Kubernetes' own programs out of its module, and Debian's packages. Plain data.

export interface SuiteImage {
  /** All names by which it is asked for; the first is what others are built FROM. */
  readonly tags: readonly string[]
  readonly dockerfile: readonly string[]
  /** Files of the build: programs of the component `e2e`, or files of Kubernetes' sources. */
  readonly programs?: readonly string[]
  readonly sources?: readonly string[]
  /** What differs from the image of that name that Kubernetes publishes. */
  readonly instead: string
}

const e2e = 'registry.k8s.io/e2e-test-images'
/** Debian's packages, as a line of a Dockerfile. */
export const install = (...packages: string[]): string =>
  `RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ${packages.join(' ')} && apt-get clean && rm -rf /var/lib/apt/lists/*`
const agnhost = `${e2e}/agnhost:2.66.1`
const html = 'test/images/nautilus/html'
const porter = 'test/images/agnhost/porter'

/** In the order in which they are built. `debian`: the image to build FROM. */
export function planImages(debian: string): readonly SuiteImage[] {
  return [
    {
      tags: [agnhost, `${e2e}/agnhost:2.55`],
      programs: ['agnhost'],
      sources: [`${porter}/localhost.crt`, `${porter}/localhost.key`],
      dockerfile: [
        `FROM ${debian}`,
        install('bash', 'bind9-dnsutils', 'curl', 'iperf', 'iproute2', 'netcat-openbsd', 'socat', 'util-linux'),
        'RUN mkdir /uploads && useradd --uid 1000 user-defined-in-image && groupadd --gid 50000 group-defined-in-image && usermod --append --groups group-defined-in-image user-defined-in-image',
        'COPY localhost.crt localhost.key /',
        'COPY agnhost /agnhost',
        'RUN ln -s agnhost /agnhost-2',
        'EXPOSE 80 8080 8081 9376 5000',
        'ENTRYPOINT ["/agnhost"]',
        'CMD ["pause"]',
      ],
      instead:
        "agnhost of the module on Debian instead of Alpine (dig is glibc's); without the images of its fake registry, and without a CoreDNS",
    },
    {
      tags: [`${e2e}/nautilus:1.8`],
      sources: [`${html}/nautilus.jpg`, `${html}/data.json`],
      dockerfile: [`FROM ${agnhost}`, 'COPY nautilus.jpg data.json /', 'CMD ["test-webserver"]'],
      instead: 'as published, on this agnhost',
    },
    {
      tags: [`${e2e}/kitten:1.8`],
      sources: ['test/images/kitten/html/kitten.jpg', 'test/images/kitten/html/data.json'],
      dockerfile: [`FROM ${agnhost}`, 'COPY kitten.jpg data.json /', 'CMD ["test-webserver"]'],
      instead: 'as published, on this agnhost',
    },
    {
      tags: [`${e2e}/busybox:1.37.0-2`],
      dockerfile: [
        `FROM ${debian} AS made`,
        `${install('bash-static', 'busybox-static')} && mkdir -p /out/bin /out/etc /out/root /out/tmp /out/var/www /out/home /out/usr && chmod 1777 /out/tmp && cp /bin/busybox /out/bin/ && for name in $(busybox --list); do [ $name = busybox ] || ln -s busybox /out/bin/$name; done && ln -s ../bin /out/usr/bin && cp /bin/bash-static /out/bin/bash && ln -sf bash /out/bin/sh && cp /etc/passwd /etc/group /out/etc/`,
        'FROM scratch',
        'COPY --from=made /out/ /',
        'CMD ["sh"]',
      ],
      instead:
        "Debian's busybox-static 1.35 instead of 1.37, with bash as its shell: that of Debian's busybox hands on no variable whose name is not a shell's",
    },
    {
      tags: [`${e2e}/nginx:1.27.0-2`, `${e2e}/nginx:1.28.0-2`],
      dockerfile: [
        `FROM ${debian}`,
        `${install('nginx-light')} && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log`,
        'EXPOSE 80',
        'STOPSIGNAL SIGQUIT',
        `CMD ["nginx", "-g", "daemon off;"]`,
      ],
      instead: "Debian's nginx 1.22 instead of 1.27 and 1.28 on Alpine; one image under both names",
    },
    {
      tags: [`${e2e}/glibc-dns-testing:2.1.1`],
      dockerfile: [`FROM ${debian}`, install('bind9-dnsutils')],
      instead: 'the same Debian packages; without a CoreDNS',
    },
    {
      tags: [`${e2e}/nonroot:1.5`],
      dockerfile: [`FROM ${debian}`, 'USER 1234'],
      instead: "Debian instead of Kubernetes' own Debian base",
    },
    {
      tags: [`${e2e}/nonewprivs:1.4`],
      programs: ['nonewprivs'],
      dockerfile: [`FROM ${debian}`, 'COPY nonewprivs /usr/local/bin/nnp', 'RUN chmod +s /usr/local/bin/nnp', 'CMD ["nnp"]'],
      instead: 'the program of the module, on Debian instead of Alpine',
    },
    {
      tags: [`${e2e}/sample-apiserver:1.29.2`],
      programs: ['sample-apiserver'],
      dockerfile: [`FROM ${debian}`, 'COPY sample-apiserver /sample-apiserver', 'ENTRYPOINT ["/sample-apiserver"]'],
      instead: 'sample-apiserver of the same release as the nodes instead of 1.29.2, on Debian instead of Alpine',
    },
  ]
}
