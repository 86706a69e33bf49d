import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, type SFTPWrapper, Server, utils } from 'ssh2';

const USER = 'n8n';
const PASSWORD = 'sftp-password';
const { STATUS_CODE } = utils.sftp;

/** An SFTP server on this machine that keeps what it is sent in a folder. */
export interface SftpServer {
	/** The data of an n8n credential `sftp` for it. */
	credential: Record<string, string | number>;
	/** Its root directory on this machine. */
	root: string;
	/** Ends it and deletes what it was sent. */
	close(): Promise<void>;
}

/** Opens a server that asks for a user and a password, and lets who has them make folders, and write and read files. */
export async function openSftpServer(): Promise<SftpServer> {
	const root = await mkdtemp(path.join(tmpdir(), 'webadmit-sftp-'));
	// Made by Node.js: one in 256 of the ed25519 keys that ssh2 makes cannot be read by ssh2.
	const hostKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
		type: 'sec1',
		format: 'pem',
	});
	const connections = new Set<Connection>();
	const server = new Server({ hostKeys: [hostKey] }, (client) => {
		connections.add(client);
		client.once('close', () => connections.delete(client));
		// A client that is gone: whoever waits for it learns of it there.
		client.on('error', () => client.end());
		client.on('authentication', (context) => {
			const { method, username } = context;
			if (method === 'password' && username === USER && context.password === PASSWORD) {
				context.accept();
			} else {
				context.reject(['password']);
			}
		});
		client.on('session', (acceptSession) => {
			acceptSession().on('sftp', (acceptSftp) => {
				serve(acceptSftp(), root);
			});
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		credential: { host: '127.0.0.1', port: address.port, username: USER, password: PASSWORD },
		root,
		close: async () => {
			for (const connection of connections) connection.end();
			server.close();
			await once(server, 'close');
			await rm(root, { recursive: true });
		},
	};
}

/** What uploads and downloads need of SFTP; ssh2 itself answers the rest with "not supported". */
function serve(sftp: SFTPWrapper, root: string): void {
	const files = new Map<number, FileHandle>();
	let opened = 0;
	// Before the root directory, nothing: `..` leads no farther.
	const inside = (remote: string) => path.join(root, path.posix.join('/', remote));
	const fileOf = (handle: Buffer) => {
		const file = files.get(handle.readUInt32BE());
		if (file === undefined) throw new Error('This file is not open');
		return file;
	};
	/** Answers that it is done, unless the work itself gives another answer. */
	const answer = (id: number, work: () => Promise<unknown>) => {
		work()
			.then(
				(answered) => {
					if (answered !== true) sftp.status(id, STATUS_CODE.OK);
				},
				(error: unknown) => {
					const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
					sftp.status(id, isMissing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
				},
			)
			// A client that has gone meanwhile waits for no answer.
			.catch(() => undefined);
	};
	const tell = (id: number, remote: string) => {
		answer(id, async () => {
			const { mode, uid, gid, size, atimeMs, mtimeMs } = await stat(inside(remote));
			sftp.attrs(id, { mode, uid, gid, size, atime: atimeMs / 1000, mtime: mtimeMs / 1000 });
			return true;
		});
	};
	sftp.on('STAT', tell);
	sftp.on('LSTAT', tell);
	sftp.on('REALPATH', (id, remote) => {
		const filename = path.posix.join('/', remote);
		sftp.name(id, [{ filename, longname: filename, attrs: NO_ATTRIBUTES }]);
	});
	sftp.on('MKDIR', (id, remote) => {
		answer(id, async () => {
			await mkdir(inside(remote));
		});
	});
	sftp.on('OPEN', (id, remote, flags) => {
		answer(id, async () => {
			files.set(++opened, await open(inside(remote), utils.sftp.flagsToString(flags) ?? 'r'));
			const handle = Buffer.alloc(4);
			handle.writeUInt32BE(opened);
			sftp.handle(id, handle);
			return true;
		});
	});
	// The mode of a file that is written: left as it is.
	sftp.on('FSETSTAT', (id) => {
		sftp.status(id, STATUS_CODE.OK);
	});
	sftp.on('WRITE', (id, handle, offset, data) => {
		answer(id, async () => {
			await fileOf(handle).write(data, 0, data.length, offset);
		});
	});
	sftp.on('FSTAT', (id, handle) => {
		answer(id, async () => {
			const { mode, uid, gid, size, atimeMs, mtimeMs } = await fileOf(handle).stat();
			sftp.attrs(id, { mode, uid, gid, size, atime: atimeMs / 1000, mtime: mtimeMs / 1000 });
			return true;
		});
	});
	sftp.on('READ', (id, handle, offset, length) => {
		answer(id, async () => {
			const { buffer, bytesRead } = await fileOf(handle).read(
				Buffer.alloc(length),
				0,
				length,
				offset,
			);
			if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
			else sftp.data(id, buffer.subarray(0, bytesRead));
			return true;
		});
	});
	sftp.on('CLOSE', (id, handle) => {
		answer(id, async () => {
			await fileOf(handle).close();
			files.delete(handle.readUInt32BE());
		});
	});
}

const NO_ATTRIBUTES = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
