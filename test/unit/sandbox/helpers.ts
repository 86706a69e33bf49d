import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { Identity, Sandbox } from '../../sandbox';

/** How the API tells of a run. */
export interface RunAnswer {
	id: number;
	href: string;
	export_id: number;
	status: string;
	download_url?: string;
}

/** The lists of the API. */
export interface IdentitiesAnswer {
	href: string;
	user_identities: Identity[];
}
export interface ExportsAnswer {
	href: string;
	exports: Array<{ id: number; name: string; format: string }>;
}
export interface FilesAnswer {
	href: string;
	export_files: RunAnswer[];
}

/** How the API tells of a batch of PDF Manager. */
export interface BatchAnswer {
	id: number;
	state: string;
	updated_at: string;
	pdf_manager_template: { id: number; name: string; href: string };
	href: string;
	download_hrefs?: string[];
}

/** An HTTP client of the API that takes every status for an answer. */
export function apiOf(sandbox: Sandbox, apiKey = sandbox.apiKey): AxiosInstance {
	return axios.create({
		baseURL: `${sandbox.apiUrl}/api/v1`,
		headers: { 'x-api-key': apiKey },
		maxRedirects: 0,
		proxy: false,
		validateStatus: () => true,
	});
}

/** Starts a run of an export as identity 37442, or as another one. */
export async function startRun(
	sandbox: Sandbox,
	exportId = 86446,
	{ identityId = 37442, callback }: { identityId?: number; callback?: string } = {},
): Promise<RunAnswer> {
	const answer = await apiOf(sandbox).post<{ export_files: RunAnswer }>(
		`/user_identities/${identityId}/exports/${exportId}/export_files`,
		undefined,
		{ params: callback === undefined ? {} : { callback } },
	);
	expect(answer.status).toBe(201);
	return answer.data.export_files;
}

/** Asks for the status of a run. */
export async function statusOf(sandbox: Sandbox, run: RunAnswer): Promise<RunAnswer> {
	const answer = await apiOf(sandbox).get<{ export_files: RunAnswer }>(
		`/exports/${run.export_id}/export_files/${run.id}`,
	);
	expect(answer.status).toBe(200);
	return answer.data.export_files;
}

/** Starts a batch of a template as identity 37442, or as another one. */
export async function startBatch(
	sandbox: Sandbox,
	templateId = 8153,
	{ identityId = 37442, callback }: { identityId?: number; callback?: string } = {},
): Promise<BatchAnswer> {
	const answer = await apiOf(sandbox).post<{ pdf_manager_batch: BatchAnswer }>(
		`/user_identities/${identityId}/pdf_manager_batches`,
		{ pdf_manager_batch: { pdf_manager_template_id: templateId, callback } },
	);
	expect(answer.status).toBe(201);
	return answer.data.pdf_manager_batch;
}

/** Asks for one batch. */
export async function batchOf(sandbox: Sandbox, { href }: BatchAnswer): Promise<BatchAnswer> {
	const answer = await apiOf(sandbox).get<{ pdf_manager_batch: BatchAnswer }>(
		sandbox.apiUrl + href,
	);
	expect(answer.status).toBe(200);
	return answer.data.pdf_manager_batch;
}

/** Asks for a zip file by its href, and gives the signed URL that the API redirects to. */
export async function zipUrl(sandbox: Sandbox, href: string | undefined): Promise<string> {
	const answer = await apiOf(sandbox).get<string>(`${sandbox.apiUrl}${href}`);
	expect([answer.status, answer.data]).toEqual([302, '']);
	return String(answer.headers.location);
}

/** Runs an export that is finished at once, and gives the URL of its file. */
export async function fileUrl(sandbox: Sandbox, exportId = 86446): Promise<string> {
	sandbox.configure({ runSeconds: 0 });
	const { download_url: url } = await statusOf(sandbox, await startRun(sandbox, exportId));
	if (url === undefined) throw new Error('There is no file');
	return url;
}

/** Gets a file, whatever the answer is. */
export async function download(url: string): Promise<AxiosResponse<Buffer>> {
	return await axios.get<Buffer>(url, {
		proxy: false,
		responseType: 'arraybuffer',
		validateStatus: () => true,
	});
}

/** All bytes that come for a GET on a connection of its own, headers included, until the other side is through. */
export async function rawGet(url: string): Promise<string> {
	const { hostname, port, host, pathname, search } = new URL(url);
	const socket = connect(Number(port), hostname);
	socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
	return await text(socket);
}

/** Waits until a condition holds; fails after five seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 5000;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error('The condition did not come true');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Something that is called back. */
export interface Receiver {
	url: string;
	received: Array<{ contentType: string | undefined; body: string }>;
	close(): void;
}

/** Listens for callbacks and answers each with this status; with a certificate, over HTTPS. */
export async function receiver(status = 200, tls?: ServerOptions): Promise<Receiver> {
	const received: Receiver['received'] = [];
	const answer: RequestListener = (request, response) => {
		void text(request).then((body) => {
			received.push({ contentType: request.headers['content-type'], body });
			response.writeHead(status).end();
		});
	};
	const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
	return {
		url: `http${tls === undefined ? '' : 's'}://127.0.0.1:${address.port}/callback`,
		received,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
