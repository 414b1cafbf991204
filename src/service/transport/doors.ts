import { lookup } from "node:dns/promises";
import { chmodSync, chownSync, lstatSync, unlinkSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What addresses of this machine's own sockets are called. */
export const LOCAL_PEER = "unix";

/** Where clients knock: an address, or a socket of this machine. */
export type Place = { readonly host: string; readonly port: number } | SocketPlace;

export interface SocketPlace {
  readonly path: string;
  /** Who may call: bits of the file's mode. */
  readonly mode: number;
  /** User and group of the file; null for those of the process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export interface DoorLimits {
  readonly maxConnections: number;
  readonly maxPeerConnections: number;
}

/**
 * SETTINGS, and GOAWAY with ENHANCE_YOUR_CALM and the reason: what a client of HTTP/2 is told that is not let in. With
 * TLS there is no way to say it.
 */
function refusal(why: string): Buffer {
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  const text = Buffer.from(why);
  const goaway = Buffer.alloc(17);
  goaway.writeUIntBE(8 + text.length, 0, 3);
  goaway[3] = 7;
  goaway[16] = 11;
  return Buffer.concat([settings, goaway, text]);
}

/** Accepts connections, so many in all and from each address, and knows them all. */
export class Doors {
  readonly #limits: DoorLimits;
  readonly #enter: (socket: Socket) => void;
  readonly #onRefused: (peer: string, limit: "connections" | "peer connections") => void;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #byPeer = new Map<string, number>();
  /** Connections that are refused with a word. */
  readonly #isPlain: boolean;

  constructor(
    limits: DoorLimits,
    isPlain: boolean,
    enter: (socket: Socket) => void,
    onRefused: (peer: string, limit: "connections" | "peer connections") => void,
  ) {
    this.#limits = limits;
    this.#isPlain = isPlain;
    this.#enter = enter;
    this.#onRefused = onRefused;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Listens, and resolves to the port; 0 for a socket. Rejects with the system's error. */
  async open(place: Place): Promise<number> {
    if ("path" in place) {
      await this.#openSocket(place);
      return 0;
    }
    // A name may stand for several addresses: all that this machine has are listened on, at one port.
    const found = await lookup(place.host, { all: true });
    let port = place.port;
    let failure: Error | null = null;
    for (const { address } of found) {
      try {
        port = await this.#listen({ host: address, port });
      } catch (error) {
        failure ??= error as Error;
      }
    }
    if (this.#servers.length === 0) throw failure ?? new Error("no address");
    return port;
  }

  /** Lets nobody in any more. */
  close(): void {
    for (const server of this.#servers) server.close();
  }

  /** Ends what connections there are, whatever they are at. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #openSocket({ path, mode, owner }: SocketPlace): Promise<void> {
    await removeStale(path);
    // From the first moment on, nobody may call who may not.
    const mask = process.umask(0o777 & ~mode);
    try {
      await this.#listen({ path });
    } finally {
      process.umask(mask);
    }
    if (owner !== null) chownSync(path, owner.uid, owner.gid);
    chmodSync(path, mode);
  }

  #listen(at: { readonly path: string } | { readonly host: string; readonly port: number }): Promise<number> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      server.once("error", reject);
      server.on("connection", (socket) => this.#admit(socket));
      server.listen(at, () => {
        server.off("error", reject);
        // A connection that could not be accepted is its client's loss alone.
        server.on("error", () => {});
        this.#servers.push(server);
        resolve("path" in at ? 0 : (server.address() as AddressInfo).port);
      });
    });
  }

  #admit(socket: Socket): void {
    const peer = socket.remoteAddress ?? LOCAL_PEER;
    const ofPeer = this.#byPeer.get(peer) ?? 0;
    if (this.#sockets.size >= this.#limits.maxConnections) this.#refuse(socket, peer, "connections");
    else if (ofPeer >= this.#limits.maxPeerConnections) this.#refuse(socket, peer, "peer connections");
    else this.#keep(socket, peer, ofPeer);
  }

  #keep(socket: Socket, peer: string, ofPeer: number): void {
    this.#sockets.add(socket);
    this.#byPeer.set(peer, ofPeer + 1);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      const left = (this.#byPeer.get(peer) ?? 1) - 1;
      if (left > 0) this.#byPeer.set(peer, left);
      else this.#byPeer.delete(peer);
    });
    this.#enter(socket);
  }

  #refuse(socket: Socket, peer: string, limit: "connections" | "peer connections"): void {
    this.#onRefused(peer, limit);
    socket.on("error", () => {});
    if (!this.#isPlain) {
      socket.destroy();
      return;
    }
    const [flag, most] =
      limit === "connections"
        ? ["--max-connections", this.#limits.maxConnections]
        : ["--max-peer-connections", this.#limits.maxPeerConnections];
    socket.end(refusal(`too many connections, the limit is ${most} (${flag})`), () => socket.destroy());
  }
}

/** Removes the socket of a server that was killed; one that somebody listens on stays, and so does any other file. */
async function removeStale(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return;
  const code = await new Promise<string | undefined>((resolve) => {
    const caller = connect({ path }, () => {
      caller.destroy();
      resolve(undefined);
    });
    caller.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  if (code === "ECONNREFUSED") unlinkSync(path);
}
