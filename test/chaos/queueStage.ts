import { selfSigned } from '../e2e/support/certificate';
import { behind, openReverseProxy } from '../e2e/support/reverseProxy';
import { freePort, residentMemory } from '../n8n-server';
import { DEFAULT_SERVER_VERSION } from '../n8n-server/paths';
import { findBinaries } from '../queue/support/binaries';
import { type Cluster, startCluster } from '../queue/support/cluster';
import { startSandbox } from '../sandbox';
import { type Stage, createCredentials, partOf } from './stage';

/** n8n in queue mode. Calls from outside go to the webhook processor. It can be stopped, and so can both workers. */
export async function openQueueStage(): Promise<Stage> {
	const binaries = findBinaries();
	if ('missing' in binaries) throw new Error(`${binaries.missing.join(' and ')} not found`);
	const sandbox = await startSandbox({ world: 'empty' });
	const webhookPort = await freePort();
	const proxy = await openReverseProxy(webhookPort, { tls: selfSigned() });
	let cluster: Cluster | undefined;
	const close = async () => {
		await cluster?.stop();
		proxy.close();
		await sandbox.close();
	};
	try {
		const env = behind(proxy);
		const started = await startCluster(binaries.found, DEFAULT_SERVER_VERSION, {
			webhookPort,
			env,
		});
		cluster = started;
		const { main, webhook, workers } = started;
		return {
			sandbox,
			client: () => main.client,
			...(await createCredentials(main.client, sandbox)),
			publicUrl: proxy.publicUrl,
			orderUrl: webhook.url,
			otherUrl: main.url,
			isQueue: true,
			parts: [partOf('calls', webhook), ...workers.map((worker) => partOf('executions', worker))],
			processes: [main, webhook, ...workers],
			falseCallbacks: [],
			folders: [main, webhook, ...workers].map(({ userFolder }) => userFolder),
			memory: () => residentMemory(main.pid ?? 0),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}
