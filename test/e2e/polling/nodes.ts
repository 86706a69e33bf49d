import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type StoredCredential, waitFor } from '../../n8n-server';
import type { Sandbox } from '../../sandbox';
import { fromList } from '../support/workflows';

export const IDENTITY = 37442;
export const POLLING = 'WebAdMIT Polling Trigger';
export const POLLING_TYPE = 'n8n-nodes-webadmit.webAdmitPollingTrigger';

/** Poll times every five seconds. n8n takes none that has more than one second, but as many as one likes. */
export const EVERY_FIVE_SECONDS: INodeParameters = {
	item: Array.from({ length: 12 }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * 5} * * * * *`,
	})),
};

/** A polling trigger that asks every five seconds. */
export function polling({ id, name }: StoredCredential, parameters: INodeParameters = {}): INode {
	return {
		id: randomUUID(),
		name: POLLING,
		type: POLLING_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			pollTimes: EVERY_FIVE_SECONDS,
			userIdentityId: fromList(IDENTITY),
			...parameters,
		},
		credentials: { webAdmitApi: { id, name } },
	};
}

const isPoll = ({ method, path }: { method: string; path: string }) =>
	method === 'GET' && /\/(export_files|pdf_manager_batches)$/.test(path);

/** Waits until WebAdMIT has been asked so many times more. */
export async function polls(sandbox: Sandbox, times: number): Promise<void> {
	const count = () => sandbox.requests.filter(isPoll).length;
	const before = count();
	await waitFor(() => count() >= before + times || undefined, {
		what: `${times} polls`,
		timeoutMs: 20_000 + times * 5_000,
		explain: () => `There were ${count() - before}`,
	});
}
