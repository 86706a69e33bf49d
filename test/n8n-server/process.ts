import { type ChildProcess, spawn } from 'node:child_process';
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installCommunityPackage } from './community-package';
import { type N8nCommand, serverEnvironment } from './environment';
import { DEFAULT_SERVER_VERSION, installedServer, packedPackage } from './paths';
import { freePort } from './ports';
import { waitFor } from './wait';

/** A first start creates the database, on a slow machine for quite a while. */
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;
const LOG_TAIL = 6_000;

export interface N8nProcessOptions {
	/** A folder of test/n8n-server. */
	version?: string;
	/** n8n's own folder; without it one is made, and removed by `stop()`. */
	userFolder?: string;
	port?: number;
	env?: NodeJS.ProcessEnv;
	/** The packed package to install in it; `null`: the user folder stays as it is. */
	tarball?: string | null;
	/** Gives the start up. */
	signal?: AbortSignal;
}

/** One process of n8n, with the packed package installed as users install it. */
export class N8nProcess {
	private child: ChildProcess | undefined;

	protected constructor(
		private readonly command: N8nCommand,
		readonly version: string,
		readonly userFolder: string,
		readonly port: number,
		private readonly env: NodeJS.ProcessEnv,
		private readonly isFolderOurs: boolean,
	) {
		// Whatever ends this process must not leave a server behind.
		process.once('exit', this.killNow);
	}

	/** Starts a worker or a webhook processor of n8n's queue mode, and comes back when it is ready. */
	static async startPart(
		command: Exclude<N8nCommand, 'start'>,
		options: N8nProcessOptions = {},
	): Promise<N8nProcess> {
		const { version, userFolder, port, env, isFolderOurs } = await N8nProcess.place(options);
		const part = new N8nProcess(command, version, userFolder, port, env, isFolderOurs);
		await part.begin(options);
		return part;
	}

	/** Where a process is to live. */
	protected static async place(options: N8nProcessOptions) {
		const userFolder = options.userFolder ?? mkdtempSync(path.join(tmpdir(), 'n8n-webadmit-'));
		mkdirSync(userFolder, { recursive: true });
		return {
			version: options.version ?? DEFAULT_SERVER_VERSION,
			userFolder,
			port: options.port ?? (await freePort()),
			env: options.env ?? {},
			isFolderOurs: options.userFolder === undefined,
		};
	}

	/** The first start, for which the package is installed. */
	protected async begin(options: N8nProcessOptions): Promise<void> {
		const { tarball = packedPackage, signal } = options;
		try {
			rmSync(this.logFile, { force: true });
			if (tarball !== null) installCommunityPackage(tarball, this.userFolder);
			await this.launch(signal);
		} catch (error) {
			await this.stop();
			throw error;
		}
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get pid(): number | undefined {
		return this.child?.pid;
	}

	get logFile(): string {
		return path.join(this.userFolder, 'n8n.log');
	}

	/** All that n8n has written to its output, restarts included. */
	get log(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	/** Ends the server as a service manager does, and waits until it is gone. */
	async stop(): Promise<void> {
		await this.end('SIGTERM');
		process.off('exit', this.killNow);
		if (this.isFolderOurs) rmSync(this.userFolder, { recursive: true, force: true });
	}

	/** Ends the server as a power cut does. Its folder stays, for `restart()`. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Starts the server again, on the same folder and port; stops it first, if it is running. */
	async restart(): Promise<void> {
		await this.end('SIGTERM');
		await this.launch();
	}

	/** Resolves when the server's process ends, whoever ended it. */
	async ended(): Promise<void> {
		const running = this.child;
		if (running === undefined || hasEnded(running)) return;
		await new Promise((resolve) => running.once('exit', resolve));
	}

	protected async launch(signal?: AbortSignal): Promise<void> {
		const serverFolder = installedServer(this.version);
		const ownNode = path.join(serverFolder, 'node_modules', '.bin', 'node');
		const log = openSync(this.logFile, 'a');
		const child = spawn(
			// Where there is no packaged Node for a platform, it has to be the one that is running.
			existsSync(ownNode) ? ownNode : process.execPath,
			[path.join(serverFolder, 'node_modules', 'n8n', 'bin', 'n8n'), this.command],
			{
				cwd: this.userFolder,
				stdio: ['ignore', log, log],
				env: serverEnvironment({
					command: this.command,
					version: this.version,
					serverFolder,
					userFolder: this.userFolder,
					port: this.port,
					brokerPort: await freePort(),
					more: this.env,
				}),
			},
		);
		closeSync(log);
		this.child = child;
		let failure: Error | undefined;
		child.once('error', (error) => (failure = error));
		await waitFor(
			async () => {
				signal?.throwIfAborted();
				if (failure) throw failure;
				if (hasEnded(child)) throw new Error(`n8n ended while starting:\n${this.logTail()}`);
				return (await isReady(this.url)) ? true : undefined;
			},
			{
				what: 'n8n to be ready',
				timeoutMs: START_TIMEOUT_MS,
				explain: () => this.logTail(),
			},
		);
	}

	protected async end(signal: NodeJS.Signals): Promise<void> {
		const running = this.child;
		this.child = undefined;
		if (running === undefined || hasEnded(running)) return;
		const gone = new Promise((resolve) => running.once('exit', resolve));
		running.kill(signal);
		const bound = setTimeout(() => running.kill('SIGKILL'), STOP_TIMEOUT_MS);
		await gone;
		clearTimeout(bound);
	}

	private readonly killNow = () => {
		this.child?.kill('SIGKILL');
	};

	/** The last lines of the log. */
	logTail(): string {
		return this.log.slice(-LOG_TAIL);
	}
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess) =>
	pid === undefined || exitCode !== null || signalCode !== null;

/** `/healthz` answers long before everything is loaded; this one does not. */
async function isReady(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz/readiness`)).ok;
	} catch {
		return false;
	}
}
