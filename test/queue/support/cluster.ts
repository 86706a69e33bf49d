import { randomBytes } from 'node:crypto';
import { type N8nClient, N8nProcess, N8nServer, freePort } from '../../n8n-server';
import type { Binaries } from './binaries';
import { type Services, startServices } from './services';

/** How many executions a worker runs at a time. */
export const CONCURRENCY = 5;

export interface Cluster {
	main: N8nServer;
	workers: [N8nProcess, N8nProcess];
	webhook: N8nProcess;
	n8n: N8nClient;
	stop(): Promise<void>;
}

/**
 * How soon n8n notices that a worker is gone. In earnest it takes four times as long; but a worker that is only busy, on a
 * machine that is, must not seem to be gone.
 */
const NOTICED_SOON: NodeJS.ProcessEnv = {
	QUEUE_WORKER_LOCK_DURATION: '15000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2500',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

/** n8n 1 has no database mode: files are kept in the data of the execution there. */
const binaryDataMode = (version: string) => (version.startsWith('1.') ? 'default' : 'database');

/**
 * n8n in queue mode: a Redis, a PostgreSQL, a main process, two workers and a webhook processor, each with a folder
 * of its own and the package installed in it, as if each were on a machine of its own.
 *
 * @param webhookPort where the webhook processor listens, by default anywhere; `env` wins over all other settings.
 */
export async function startCluster(
	binaries: Binaries,
	version: string,
	{ webhookPort = 0, env: more = {} }: { webhookPort?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Cluster> {
	const parts: N8nProcess[] = [];
	let services: Services | undefined;
	const stop = async () => {
		await Promise.all(
			parts.map(async (part) => {
				await part.stop();
			}),
		);
		await services?.stop();
	};
	try {
		services = await startServices(binaries);
		const port = webhookPort || (await freePort());
		const publicUrl = `http://127.0.0.1:${port}/`;
		const env: NodeJS.ProcessEnv = {
			...services.environment,
			...NOTICED_SOON,
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_CONCURRENCY_PRODUCTION_LIMIT: String(CONCURRENCY),
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			N8N_DEFAULT_BINARY_DATA_MODE: binaryDataMode(version),
			// What a reverse proxy does in earnest: what comes in goes to the webhook processor.
			N8N_WEBHOOK_URL: publicUrl,
			WEBHOOK_URL: publicUrl,
			...more,
		};
		// The main process comes first: it is the one that creates the database's tables.
		const main = await N8nServer.start({ version, env });
		parts.push(main);
		const add = async (command: 'worker' | 'webhook', ownPort?: number) => {
			const started = await N8nProcess.startPart(command, { version, env, port: ownPort });
			parts.push(started);
			return started;
		};
		const starting = [add('webhook', port), add('worker'), add('worker')] as const;
		// All of them, so that none is still starting when what did start has to be stopped.
		await Promise.allSettled(starting);
		const [webhook, ...workers] = await Promise.all(starting);
		return { main, workers, webhook, n8n: main.client, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The executions that a worker has begun, by their ids, as its log has them. */
export const begunBy = ({ log }: N8nProcess): string[] =>
	[...log.matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id ?? '');
