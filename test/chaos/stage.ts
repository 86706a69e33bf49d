import { execFileSync } from 'node:child_process';
import {
	type Dirent,
	existsSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	readlinkSync,
	rmSync,
	statfsSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { selfSigned } from '../e2e/support/certificate';
import { behind, openReverseProxy } from '../e2e/support/reverseProxy';
import {
	type N8nClient,
	N8nServer,
	type StoredCredential,
	freePort,
	residentMemory,
} from '../n8n-server';
import { type Sandbox, startSandbox } from '../sandbox';
import type { FalseCallback, Role } from './record';

/** One process of n8n that can be stopped. */
export interface Part {
	role: Role;
	pid: number | undefined;
	kill(): Promise<void>;
	restart(): Promise<void>;
}

/** What the nights run on: one n8n for all of them, and a stand-in for WebAdMIT. */
export interface Stage {
	sandbox: Sandbox;
	/** The current n8n. It is another object after each restart. */
	client(): N8nClient;
	credential: StoredCredential;
	/** The same, with another name of the same host. So the requests of the polling trigger can be told from others. */
	pollingCredential: StoredCredential;
	/** n8n's address for WebAdMIT. It is https, since PDF Manager calls nothing else. */
	publicUrl: string;
	/** The address that orders go to. */
	orderUrl: string;
	/** In queue mode, another process of n8n that takes the same callbacks. */
	otherUrl?: string;
	isQueue: boolean;
	/** What can be stopped. */
	parts: Part[];
	/** All processes of n8n. */
	processes: ReadonlyArray<{ readonly pid: number | undefined }>;
	/** Those of all nights. n8n may still ask about the run of one when the next night has begun. */
	falseCallbacks: FalseCallback[];
	/** n8n's folders, with all that it stores. */
	folders: string[];
	/** The disk for n8n's files. Missing if they can't have a disk of their own, which takes root. */
	disk?: Disk;
	memory(): number;
	close(): Promise<void>;
}

export const IDENTITY = 37442;

/** A separate disk for n8n's files, which can be filled. */
class Disk {
	private constructor(readonly folder: string) {
		// However this process ends, the disk must not stay mounted.
		process.once('exit', this.unmount);
	}

	static open(): Disk | undefined {
		if (process.getuid?.() !== 0) return undefined;
		const folder = mkdtempSync(path.join(tmpdir(), 'n8n-webadmit-disk-'));
		try {
			execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', folder], { stdio: 'pipe' });
			return new Disk(folder);
		} catch {
			rmSync(folder, { recursive: true, force: true });
			return undefined;
		}
	}

	fill(): void {
		const { bavail, bsize } = statfsSync(this.folder);
		try {
			writeFileSync(this.filler, Buffer.alloc(bavail * bsize));
		} catch {
			// Something else took the last bytes, so the disk is full anyway.
		}
	}

	free(): void {
		rmSync(this.filler, { force: true });
	}

	close(): void {
		process.off('exit', this.unmount);
		this.unmount();
	}

	private readonly unmount = () => {
		execFileSync('umount', ['-l', this.folder]);
		rmSync(this.folder, { recursive: true, force: true });
	};

	private get filler(): string {
		return path.join(this.folder, 'filler');
	}
}

/** n8n as a single process, on SQLite. */
export async function openStage(): Promise<Stage> {
	const sandbox = await startSandbox({ world: 'empty' });
	const disk = Disk.open();
	const port = await freePort();
	const proxy = await openReverseProxy(port, { tls: selfSigned() });
	let server: N8nServer | undefined;
	const close = async () => {
		await server?.stop();
		proxy.close();
		await sandbox.close();
		disk?.close();
	};
	try {
		const started = await N8nServer.start({
			port,
			env: {
				...behind(proxy),
				...(disk ? { N8N_STORAGE_PATH: disk.folder } : {}),
			},
		});
		server = started;
		return {
			sandbox,
			client: () => started.client,
			...(await createCredentials(started.client, sandbox)),
			publicUrl: proxy.publicUrl,
			orderUrl: started.url,
			isQueue: false,
			parts: [partOf('all', started)],
			processes: [started],
			falseCallbacks: [],
			folders: [started.userFolder, ...(disk ? [disk.folder] : [])],
			disk,
			memory: () => residentMemory(started.pid ?? 0),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

/** The host by which only the polling trigger knows the sandbox. */
export const POLLING_HOST = 'localhost';

export async function createCredentials(
	n8n: N8nClient,
	{ apiUrl, apiKey }: Sandbox,
): Promise<Pick<Stage, 'credential' | 'pollingCredential'>> {
	const create = async (name: string, baseUrl: string) => {
		const data = { environment: 'custom', baseUrl, apiKey };
		return await n8n.createCredential({ name, type: 'webAdmitApi', data });
	};
	return {
		credential: await create('WebAdMIT', apiUrl),
		pollingCredential: await create(
			'WebAdMIT for polls',
			apiUrl.replace('127.0.0.1', POLLING_HOST),
		),
	};
}

export function partOf(
	role: Role,
	running: { pid: number | undefined; kill(): Promise<void>; restart(): Promise<void> },
): Part {
	return {
		role,
		get pid() {
			return running.pid;
		},
		kill: async () => {
			await running.kill();
		},
		restart: async () => {
			await running.restart();
		},
	};
}

/**
 * Connections of a process that are open to ports of this machine. Undefined if the process is not running. Only Linux
 * tells them: elsewhere, there are none.
 */
export function openSockets(pid: number, ports: number[]): number | undefined {
	const files = namesIn(`/proc/${pid}/fd`);
	const tables = ['tcp', 'tcp6'].map((table) => readIfThere(`/proc/${pid}/net/${table}`));
	if (files.length === 0) return existsSync('/proc/self') ? undefined : 0;
	const inodes = new Set(
		files.flatMap(({ name }) => {
			try {
				return /socket:\[(\d+)\]/.exec(linkOf(pid, name))?.[1] ?? [];
			} catch {
				return [];
			}
		}),
	);
	return tables
		.flatMap((table) => table?.toString().split('\n').slice(1) ?? [])
		.map((line) => line.trim().split(/\s+/))
		.filter(([, , remote = '', state, , , , , , inode = '']) => {
			const port = Number.parseInt(remote.split(':')[1] ?? '', 16);
			return state === '01' && ports.includes(port) && inodes.has(inode);
		}).length;
}

const linkOf = (pid: number, fd: string): string => readlinkSync(`/proc/${pid}/fd/${fd}`);

/** n8n's editor, and the installed package. They are large, and can't have the secrets of a night. */
const NOT_SEARCHED = new Set(['.cache', 'node_modules']);

/** Files in these folders, at any depth, that have one of the texts. */
export function filesWith(texts: string[], folders: string[]): string[] {
	return folders.flatMap((folder) =>
		namesIn(folder).flatMap((entry) => {
			const file = path.join(folder, entry.name);
			if (entry.isDirectory()) return NOT_SEARCHED.has(entry.name) ? [] : filesWith(texts, [file]);
			if (!entry.isFile()) return [];
			const content = readIfThere(file);
			return texts.some((text) => content?.includes(text)) ? [file] : [];
		}),
	);
}

/** What a folder has in it. Folders come and go while n8n runs, and so do its processes. */
function namesIn(folder: string): Dirent[] {
	try {
		return readdirSync(folder, { withFileTypes: true });
	} catch {
		return [];
	}
}

/** The same for a file. */
function readIfThere(file: string): Buffer | undefined {
	try {
		return statSync(file).size > 2 ** 30 ? undefined : readFileSync(file);
	} catch {
		return undefined;
	}
}
