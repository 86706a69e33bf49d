import type { ICredentialsDecrypted } from 'n8n-workflow';
import type { ApiContext } from './apiContext';
import { resolveBaseUrl } from './baseUrl';

/**
 * The root URL of the credential.
 *
 * @throws ExplainedError when it is none that the key may go to; an error of n8n's when there is no credential.
 */
export async function readBaseUrl(context: ApiContext): Promise<string> {
	const { environment, baseUrl } = await context.getCredentials('webAdmitApi');
	return resolveBaseUrl(environment, baseUrl);
}

/** Milliseconds for which a credential that a webhook has read serves others, too. */
const SHARED_TIME = 10_000;

interface ReadCredential {
	readAt: number;
	credential: Promise<ICredentialsDecrypted>;
}

/** By ID. */
const lastRead = new Map<string, ReadCredential>();

/** A credential for one request. */
export interface SharedCredential {
	credential: ICredentialsDecrypted;
	/** Has the next request read it anew. Undefined where this one has just done so. */
	forget?: () => void;
}

/**
 * The credential for a request in a webhook. n8n 2.40 takes longer to read one there than for all the rest of a callback, so
 * it is read once for all callbacks of some seconds.
 *
 * @returns undefined outside webhooks: n8n reads the credential itself, at little cost.
 */
export async function sharedCredential(context: ApiContext): Promise<SharedCredential | undefined> {
	const { id, name = '' } = context.getNode().credentials?.webAdmitApi ?? {};
	if (!('getRequestObject' in context) || !id) return undefined;
	const now = Date.now();
	for (const [old, { readAt }] of lastRead) {
		if (now - readAt >= SHARED_TIME) lastRead.delete(old);
	}
	const known = lastRead.get(id);
	if (known) {
		const forget = () => {
			if (lastRead.get(id) === known) lastRead.delete(id);
		};
		return { credential: await known.credential, forget };
	}
	const credential = context
		.getCredentials('webAdmitApi')
		.then((data) => ({ id, name, type: 'webAdmitApi', data }));
	lastRead.set(id, { readAt: now, credential });
	credential.catch(() => lastRead.delete(id));
	return { credential: await credential };
}
