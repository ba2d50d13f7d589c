/** The line between a browser and the server, as it is on the way: it can break with all that is on it, and be mended. */
import net from 'node:net'

export type Line = {
  readonly url: string
  /** Ends every connection, and each new one at once, until it is mended. */
  break(): void
  mend(): void
  close(): Promise<void>
}

export const openLine = async (serverUrl: string): Promise<Line> => {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<net.Socket>()
  let broken = false
  const line = net.createServer((near) => {
    if (broken) return near.destroy()
    const far = net.connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => open.delete(socket))
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
  const end = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(line.address() as net.AddressInfo).port}`,
    break() {
      broken = true
      end()
    },
    mend() {
      broken = false
    },
    close() {
      end()
      return new Promise((resolve) => line.close(() => resolve()))
    },
  }
}
