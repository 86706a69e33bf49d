import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import type { Engine } from '.';
import type { TriggerOptions } from './trigger';
import { TriggerNode } from './trigger';
import { WebhookServer } from './webhookServer';

export { callbackFields as callback } from '../../support/kinds';

/** Gives the tests of a file the part of n8n that takes webhooks. */
export function useWebhooks(): () => WebhookServer {
	let webhooks: WebhookServer | undefined;
	beforeAll(async () => {
		webhooks = await WebhookServer.start();
	});
	afterAll(async () => {
		await webhooks?.close();
	});
	return () => {
		if (webhooks === undefined) throw new Error('The webhook server has not been started yet');
		return webhooks;
	};
}

/** Gives the tests of a file WebAdMIT Triggers, each in a workflow of its own unless one is named. */
export function useTriggers(engine: Engine) {
	const webhooks = useWebhooks();
	let triggers = 0;
	return (parameters: INodeParameters, more: Partial<TriggerOptions> = {}): TriggerNode => {
		triggers += 1;
		return new TriggerNode({
			parameters,
			credentials: engine.credentials,
			webhooks: webhooks(),
			id: `trigger-${triggers}`,
			workflow: { id: `workflow-${triggers}`, staticData: {} },
			...more,
		});
	};
}

/** Sends a callback, as form fields unless another type (or null: none) is named, and gives the HTTP status of the answer. */
export async function call(
	url: string,
	fields: Record<string, string> | string,
	type: string | null = 'application/x-www-form-urlencoded',
): Promise<number> {
	const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
	const headers = { 'content-type': type ?? false };
	return (await axios.post(url, body, { headers, validateStatus: () => true })).status;
}
