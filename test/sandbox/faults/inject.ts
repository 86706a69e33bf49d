import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../http/query';
import type { Signer } from '../signing';
import type { Timers } from '../timers';
import { patched, withUrl } from './answer';
import * as bodies from './body';
import type { FaultRegistry } from './registry';
import { replacesAnswer, type Fault, type FaultKind } from './types';

/** What the faults of a server work with. */
export interface FaultTools {
	faults: FaultRegistry;
	timers: Timers;
	signer: Signer;
}

/**
 * Makes the requests of a server meet its faults. Routes know nothing about faults. A fault that replaces the answer
 * keeps the request from its route. Every fault acts when the answer is about to be sent.
 */
export function injectFaults(server: FastifyInstance, on: Fault['on'], tools: FaultTools): void {
	const met = new WeakMap<FastifyRequest, Fault>();
	server.addHook('preHandler', async (request, reply) => {
		const fault = tools.faults.take(on, request.method, pathOf(request.raw.url ?? ''));
		if (fault === undefined) return;
		met.set(request, fault);
		if (fault.carriedOut === true) return;
		if (isDelay(fault.kind)) await tools.timers.sleep(fault.kind.delayMs);
		else if (fault.kind === 'reset' || fault.kind === 'hang') await giveNone(fault.kind, request);
		else if (replacesAnswer(fault.kind)) return reply.send('');
	});
	server.addHook('onSend', async (request, reply, payload: unknown) => {
		const fault = met.get(request);
		if (fault === undefined) return payload;
		if (isDelay(fault.kind)) {
			if (fault.carriedOut === true) await tools.timers.sleep(fault.kind.delayMs);
			return payload;
		}
		if (typeof fault.kind === 'string') {
			return await named(fault.kind, request, reply, payload, tools);
		}
		return await described(fault.kind, request, reply, payload, tools);
	});
}

type Named = Extract<FaultKind, string>;
type Described = Exclude<FaultKind, string | { delayMs: number }>;

function isDelay(kind: FaultKind): kind is { delayMs: number } {
	return typeof kind === 'object' && 'delayMs' in kind;
}

/** Gives no answer: the connection is reset, or stays open and silent. Never returns. */
async function giveNone(kind: 'reset' | 'hang', request: FastifyRequest): Promise<never> {
	if (kind === 'reset') request.raw.socket.resetAndDestroy();
	return await new Promise<never>(() => undefined);
}

async function named(
	kind: Named,
	request: FastifyRequest,
	reply: FastifyReply,
	payload: unknown,
	tools: FaultTools,
): Promise<unknown> {
	switch (kind) {
		case 'reset':
		case 'hang':
			return await giveNone(kind, request);
		case 'expiredUrl':
			return withUrl(reply, payload, (url) => tools.signer.expire(url));
		case 'wrongSignature':
			return withUrl(reply, payload, (url) => tools.signer.spoil(url));
		case 'zeroBytes':
			return '';
		case 'endless':
			reply.removeHeader('content-length');
			return bodies.toStream(bodies.endless(bodyOf(reply, payload), wireOf(request, tools)));
		case 'resetMid':
		case 'truncate':
		case 'stall':
		case 'moreBytes': {
			const body = bodyOf(reply, payload);
			reply.header('content-length', body.size);
			return bodies.toStream(bodies[kind](body, wireOf(request, tools)));
		}
	}
}

async function described(
	kind: Described,
	request: FastifyRequest,
	reply: FastifyReply,
	payload: unknown,
	tools: FaultTools,
): Promise<unknown> {
	if ('redirect' in kind) {
		reply.code(kind.status ?? 302).header('location', kind.redirect);
		return '';
	}
	if ('status' in kind) return substitute(kind, reply);
	if ('headers' in kind) {
		for (const [name, value] of Object.entries(kind.headers)) {
			if (value === null) reply.removeHeader(name);
			else reply.header(name, value);
		}
		return payload;
	}
	if ('patch' in kind) return patched(payload, kind.patch);
	if ('downloadUrl' in kind) return withUrl(reply, payload, () => kind.downloadUrl);
	if ('contentEncoding' in kind) {
		const body = await bodies.compressed(bodyOf(reply, payload), kind.contentEncoding);
		reply.header('content-encoding', kind.contentEncoding).header('content-length', body.size);
		const isCut = kind.cut ?? false;
		return bodies.toStream(isCut ? bodies.truncate(body, wireOf(request, tools)) : body.chunks);
	}
	const body = bodyOf(reply, payload);
	reply.header('content-length', body.size);
	return bodies.toStream(bodies.slow(body, wireOf(request, tools), kind.bytesPerSecond));
}

/** Replaces the status, the headers, and the body. JSON values are sent as JSON, text as it is. */
function substitute(kind: Extract<Described, { status: number }>, reply: FastifyReply): string {
	for (const name of ['content-type', 'content-length']) reply.removeHeader(name);
	const { body = '' } = kind;
	reply.code(kind.status);
	if (typeof body !== 'string') reply.header('content-type', 'application/json; charset=utf-8');
	reply.headers(kind.headers ?? {});
	return typeof body === 'string' ? body : JSON.stringify(body);
}

function wireOf(request: FastifyRequest, { timers }: FaultTools): bodies.Wire {
	return { socket: request.raw.socket, timers };
}

function bodyOf(reply: FastifyReply, payload: unknown): bodies.Body {
	const stated = Number(reply.getHeader('content-length') ?? 0);
	const size =
		typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.byteLength(payload) : stated;
	return { chunks: bodies.chunksOf(payload), size };
}
