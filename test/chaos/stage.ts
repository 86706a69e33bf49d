import { execFileSync } from 'node:child_process';
import {
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

/** One process of n8n that can be stopped. */
export interface Part {
	name: string;
	pid: number | undefined;
	kill(): Promise<void>;
	restart(): Promise<void>;
}

/** Where the nights take place: one n8n for all of them, and a stand-in for WebAdMIT. */
export interface Stage {
	sandbox: Sandbox;
	/** n8n as it is now: another object after each restart. */
	client(): N8nClient;
	credential: StoredCredential;
	/** As WebAdMIT knows n8n: https, since PDF Manager calls nothing else. */
	publicUrl: string;
	/** Where orders go. */
	orderUrl: string;
	/** Another process of n8n that takes the same callbacks: in queue mode. */
	otherUrl?: string;
	isQueue: boolean;
	/** What can be stopped. */
	parts: Part[];
	/** n8n's folders, with all that it stores. */
	folders: string[];
	/** The disk for n8n's files; missing where it can't be one of its own (that takes root). */
	disk?: Disk;
	memory(): number;
	close(): Promise<void>;
}

export const IDENTITY = 37442;

/** A disk of its own for n8n's files, that can be full. */
export class Disk {
	private constructor(readonly folder: string) {
		// Whatever ends this process must not leave a mounted disk behind.
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
			// Somebody else took the last bytes: full anyway.
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

/** One n8n of one process, on SQLite. */
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
			credential: await createCredential(started.client, sandbox),
			publicUrl: proxy.publicUrl,
			orderUrl: started.url,
			isQueue: false,
			parts: [partOf('n8n', started)],
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

export async function createCredential(
	n8n: N8nClient,
	sandbox: Sandbox,
): Promise<StoredCredential> {
	const { apiUrl: baseUrl, apiKey } = sandbox;
	const data = { environment: 'custom', baseUrl, apiKey };
	return await n8n.createCredential({ name: 'WebAdMIT', type: 'webAdmitApi', data });
}

export function partOf(
	name: string,
	running: { pid: number | undefined; kill(): Promise<void>; restart(): Promise<void> },
): Part {
	return {
		name,
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

/** Connections of these processes that are open to ports of this machine. */
export function openSockets(pids: number[], ports: number[]): number {
	return pids
		.map((pid) => {
			const inodes = new Set(
				readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
					try {
						return /socket:\[(\d+)\]/.exec(linkOf(pid, fd))?.[1] ?? [];
					} catch {
						return [];
					}
				}),
			);
			return ['tcp', 'tcp6']
				.flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1))
				.map((line) => line.trim().split(/\s+/))
				.filter(([, , remote = '', state, , , , , , inode = '']) => {
					const port = Number.parseInt(remote.split(':')[1] ?? '', 16);
					return state === '01' && ports.includes(port) && inodes.has(inode);
				}).length;
		})
		.reduce((sum, count) => sum + count, 0);
}

const linkOf = (pid: number, fd: string): string => readlinkSync(`/proc/${pid}/fd/${fd}`);

/** n8n's own editor, and the package as it is: there are no secrets of a night in them, and they are large. */
const NOT_SEARCHED = new Set(['.cache', 'node_modules']);

/** Files below these folders in which one of the texts stands. */
export function filesWith(texts: string[], folders: string[]): string[] {
	return folders.flatMap((folder) =>
		readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
			const file = path.join(folder, entry.name);
			if (entry.isDirectory()) return NOT_SEARCHED.has(entry.name) ? [] : filesWith(texts, [file]);
			if (!entry.isFile()) return [];
			const content = readIfThere(file);
			return texts.some((text) => content?.includes(text)) ? [file] : [];
		}),
	);
}

/** Files come and go while n8n runs. */
function readIfThere(file: string): Buffer | undefined {
	try {
		return statSync(file).size > 2 ** 30 ? undefined : readFileSync(file);
	} catch {
		return undefined;
	}
}
