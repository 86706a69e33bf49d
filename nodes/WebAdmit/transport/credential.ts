import type { ICredentialsDecrypted } from 'n8n-workflow';
import type { ApiContext } from './apiContext';
import { resolveBaseUrl } from './baseUrl';

/**
 * The root URL of the credential.
 *
 * @throws ExplainedError if it is not a URL that the key may be sent to. An n8n error if there is no credential.
 */
export async function readBaseUrl(context: ApiContext): Promise<string> {
	const { environment, baseUrl } = await context.getCredentials('webAdmitApi');
	return resolveBaseUrl(environment, baseUrl);
}

/** For how many milliseconds webhooks share a credential that one of them has read. */
const SHARED_TIME = 10_000;

interface ReadCredential {
	readAt: number;
	credential: Promise<ICredentialsDecrypted>;
}

/** By the ID of the credential. */
const lastRead = new Map<string, ReadCredential>();

/** A credential for one request. */
export interface SharedCredential {
	credential: ICredentialsDecrypted;
	/** Makes the next request read the credential again. Undefined if this request has just read it. */
	forget?: () => void;
}

/**
 * The credential for a request in a webhook. In a webhook, n8n 2.40 takes longer to read a credential than for the rest
 * of a callback. So it is read once for all callbacks within some seconds.
 *
 * @returns undefined outside webhooks, where n8n reads the credential itself, at little cost.
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
