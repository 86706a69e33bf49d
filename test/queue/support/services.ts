import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, waitFor } from '../../n8n-server';
import type { Binaries } from './binaries';

const START_TIMEOUT_MS = 30_000;

/** The database and its user, which PostgreSQL trusts on this machine. */
const DATABASE = 'postgres';
const USER = 'n8n';

/** What a process runs as; nothing where it runs as the one who started the tests. */
interface User {
	uid?: number;
	gid?: number;
}

/** A running service. */
interface Service {
	port: number;
	stop(): Promise<void>;
}

/** A Redis and a PostgreSQL for these tests alone. */
export interface Services {
	redisPort: number;
	postgresPort: number;
	/** What n8n has to know to use them. */
	environment: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as one of these. */
const UNPRIVILEGED = ['postgres', 'nobody'];

function unprivileged(): User {
	if (process.getuid?.() !== 0) return {};
	const users = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	for (const wanted of UNPRIVILEGED) {
		const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
		if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
	}
	throw new Error(`PostgreSQL does not run as root, and there is no user ${UNPRIVILEGED.join()}`);
}

/** Whether somebody takes connections there. */
async function isOpen(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		const done = (open: boolean) => () => {
			socket.destroy();
			resolve(open);
		};
		socket.once('connect', done(true));
		socket.once('error', done(false));
	});
}

interface Start {
	name: string;
	program: string;
	args: string[];
	port: number;
	folder: string;
	user?: User;
	/** PostgreSQL waits for its clients on SIGTERM, but not on SIGINT. */
	signal: NodeJS.Signals;
}

async function startService(service: Start): Promise<Service> {
	const { name, program, args, port, folder, user, signal } = service;
	const logFile = path.join(folder, `${name}.log`);
	const log = openSync(logFile, 'a');
	const child = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log], ...user });
	closeSync(log);
	let failure: Error | undefined;
	child.once('error', (error) => (failure = error));
	const killNow = () => child.kill('SIGQUIT');
	// Whatever ends the tests must not leave a service behind.
	process.once('exit', killNow);
	const stop = async () => {
		process.off('exit', killNow);
		if (hasEnded(child)) return;
		const gone = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await gone;
	};
	const ends = () => readFileSync(logFile, 'utf8').slice(-2_000);
	try {
		await waitFor(
			async () => {
				if (failure) throw failure;
				if (hasEnded(child)) throw new Error(`${name} ended while starting:\n${ends()}`);
				return (await isOpen(port)) || undefined;
			},
			{ what: `${name} to be ready`, timeoutMs: START_TIMEOUT_MS, explain: ends },
		);
	} catch (error) {
		await stop();
		throw error;
	}
	return { port, stop };
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess) =>
	pid === undefined || exitCode !== null || signalCode !== null;

async function startRedis({ redisServer }: Binaries, folder: string): Promise<Service> {
	const port = await freePort();
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
	return await startService({
		name: 'redis',
		program: redisServer,
		args,
		port,
		folder,
		signal: 'SIGTERM',
	});
}

async function startPostgres(
	{ initdb, postgres }: Binaries,
	folder: string,
	user: User,
): Promise<Service> {
	const port = await freePort();
	const data = path.join(folder, 'postgresql');
	mkdirSync(data, { mode: 0o700 });
	if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
	const create = ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C'];
	execFileSync(initdb, [...create, '--no-sync'], { cwd: data, stdio: 'pipe', ...user });
	// Nothing has to outlive the tests: it need not wait for the disk. And no socket: its folder may not be ours.
	const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
	const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
	return await startService({
		name: 'postgresql',
		program: postgres,
		args,
		port,
		folder,
		user,
		signal: 'SIGINT',
	});
}

/** Starts a Redis and a PostgreSQL on free ports of this machine, in a temporary folder that `stop()` removes. */
export async function startServices(binaries: Binaries): Promise<Services> {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-webadmit-services-'));
	// PostgreSQL's user has to get through to its own folder in there.
	chmodSync(folder, 0o711);
	const started: Service[] = [];
	const stop = async () => {
		await Promise.all(
			started.map(async (service) => {
				await service.stop();
			}),
		);
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		const redis = await startRedis(binaries, folder);
		started.push(redis);
		const postgres = await startPostgres(binaries, folder, unprivileged());
		started.push(postgres);
		return {
			redisPort: redis.port,
			postgresPort: postgres.port,
			environment: {
				DB_TYPE: 'postgresdb',
				DB_POSTGRESDB_HOST: '127.0.0.1',
				DB_POSTGRESDB_PORT: String(postgres.port),
				DB_POSTGRESDB_DATABASE: DATABASE,
				DB_POSTGRESDB_USER: USER,
				QUEUE_BULL_REDIS_HOST: '127.0.0.1',
				QUEUE_BULL_REDIS_PORT: String(redis.port),
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
