import { randomUUID } from 'node:crypto';
import { asRecord, isRecord, optionalTextOf } from './json';

/** The owner of every instance that is started here. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Webadmit-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

/** n8n answered a request with an HTTP status other than 2xx. */
export class RestError extends Error {
	constructor(
		readonly status: number,
		readonly request: string,
		readonly answer: unknown,
	) {
		const said = isRecord(answer) ? optionalTextOf(answer, 'message') : undefined;
		super(`${request} was answered ${status}: ${said ?? JSON.stringify(answer)}`);
	}
}

/** A session in a form that can be passed on. */
export interface SessionTicket {
	url: string;
	browserId: string;
	cookie: string;
}

/** A browser's session with n8n: its cookie and the browser id that the cookie is bound to. */
export class RestSession {
	private browserId: string = randomUUID();

	private cookie = '';

	constructor(readonly url: string) {}

	/** What another process needs to stay signed in to n8n. */
	get ticket(): SessionTicket {
		return { url: this.url, browserId: this.browserId, cookie: this.cookie };
	}

	/** Stays signed in with a ticket, because n8n allows only a few sign-ins in five minutes. */
	static resume({ url, browserId, cookie }: SessionTicket): RestSession {
		const session = new RestSession(url);
		session.browserId = browserId;
		session.cookie = cookie;
		return session;
	}

	/** Signs in as the owner; sets the instance up first, if nobody has. */
	async signIn(): Promise<void> {
		const settings = asRecord(await this.request('GET', '/rest/settings'));
		const userManagement = asRecord(settings.userManagement);
		if (userManagement.showSetupOnFirstLoad === true) {
			await this.request('POST', '/rest/owner/setup', OWNER);
		}
		await this.request('POST', '/rest/login', {
			emailOrLdapLoginId: OWNER.email,
			password: OWNER.password,
		});
	}

	/** Sends a request of the editor's and gives the `data` of its answer. */
	async request(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await this.fetch(method, path, body);
		const text = await response.text();
		const answer: unknown = isJson(response) ? JSON.parse(text) : text;
		if (!response.ok) throw new RestError(response.status, `${method} ${path}`, answer);
		return isRecord(answer) && 'data' in answer ? answer.data : answer;
	}

	/** Sends a request of the editor's and gives the answer as it came. */
	async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		const headers: Record<string, string> = {
			'browser-id': this.browserId,
			// A connection that is kept can be closed by n8n in the moment in which it is used again.
			connection: 'close',
		};
		if (this.cookie !== '') headers.cookie = this.cookie;
		if (body !== undefined) headers['content-type'] = 'application/json';
		const response = await fetch(new URL(path, this.url), {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const [first] = response.headers.getSetCookie();
		if (first !== undefined) this.cookie = first.split(';', 1)[0] ?? '';
		return response;
	}
}

const isJson = (response: Response) =>
	(response.headers.get('content-type') ?? '').includes('application/json');
