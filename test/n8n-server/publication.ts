import { asArray, asRecord, isRecord, optionalTextOf, textOf } from './json';
import { RestError, type RestSession } from './session';
import { waitFor } from './wait';
import type { StoredWorkflow } from './workflows';

const TIMEOUT_MS = 60_000;

/** n8n 2 has a call for it. */
const hasPublishing = (version: string) => Number.parseInt(version, 10) >= 2;

/** Activates a workflow and waits until its triggers listen. */
export async function publish(
	session: RestSession,
	version: string,
	{ id, versionId }: StoredWorkflow,
): Promise<void> {
	if (!hasPublishing(version)) {
		await session.request('PATCH', `/rest/workflows/${id}`, { active: true, versionId });
		return;
	}
	await session.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	const ended = await waitForStatus(session, id, ['published', 'failed', 'partial']);
	if (ended.status !== 'published') {
		throw new Error(`The workflow was not activated (${ended.status}): ${ended.errors.join('; ')}`);
	}
}

/** Deactivates a workflow and waits until none of its triggers listens. */
export async function unpublish(
	session: RestSession,
	version: string,
	{ id, versionId }: StoredWorkflow,
): Promise<void> {
	if (!hasPublishing(version)) {
		await session.request('PATCH', `/rest/workflows/${id}`, { active: false, versionId });
		return;
	}
	await session.request('POST', `/rest/workflows/${id}/deactivate`, {});
	await waitForStatus(session, id, ['not_published']);
}

async function waitForStatus(
	session: RestSession,
	workflowId: string,
	wanted: string[],
): Promise<{ status: string; errors: string[] }> {
	let last = '';
	return await waitFor(
		async () => {
			const answer = await publicationStatus(session, workflowId);
			// Older versions of n8n 2 have done it when they answer.
			if (answer === undefined) return { status: wanted[0] ?? '', errors: [] };
			last = textOf(answer, 'status');
			if (!wanted.includes(last)) return undefined;
			const errors = asArray(answer.triggers)
				.filter(isRecord)
				.map((trigger) => optionalTextOf(trigger, 'errorMessage') ?? '')
				.filter((message) => message !== '');
			return { status: last, errors };
		},
		{
			what: `the publication of workflow ${workflowId}`,
			timeoutMs: TIMEOUT_MS,
			explain: () => `It is "${last}".`,
		},
	);
}

/** Undefined where this n8n publishes at once, and has nothing to say about it. */
async function publicationStatus(
	session: RestSession,
	workflowId: string,
): Promise<Record<string, unknown> | undefined> {
	try {
		return asRecord(
			await session.request('GET', `/rest/workflows/${workflowId}/publication-status`),
		);
	} catch (error) {
		if (error instanceof RestError && error.status === 404) return undefined;
		throw error;
	}
}
