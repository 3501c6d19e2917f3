// What a user may write of an image that is built for the tests. Types only.

/** A folder with a Dockerfile, of which an image is built. The engine's cache makes it quick when nothing has changed. */
export interface ImageBuild {
  /**
   * The folder, which is sent to the engine without what its `.dockerignore` names; a relative path counts from the project's root.
   *
   * @default required
   */
  readonly build: string
  /**
   * Path of the Dockerfile in that folder.
   *
   * @default 'Dockerfile'
   */
  readonly dockerfile?: string
  /**
   * Values of the Dockerfile's `ARG`s.
   *
   * @default {}
   */
  readonly args?: Readonly<Record<string, string>>
  /**
   * Stage to build.
   *
   * @default the last one
   */
  readonly target?: string
  /**
   * Name of the image. Not `latest`: Kubernetes would pull that anew.
   *
   * @default one under `localhost/`, made of the folder's name and a hash of these options: `loadImage` gives it back
   */
  readonly tag?: string
}

/** What can be loaded into nodes: an image of the host's engine, the path of an archive, or a folder to build. */
export type ImageSource = string | ImageBuild
