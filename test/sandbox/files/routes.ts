import { validateHeaderValue } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Content } from '../content/content';
import { firstOf, queryOf } from '../http/query';
import type { Signer } from '../signing';
import { xmlError } from './errors';
import type { Storage } from './storage';

/** What the file host works with. */
export interface FilesTools {
	signer: Signer;
	now: () => number;
	storage: Storage;
}

/** The headers that a signed URL can ask for. */
const ANSWER_HEADERS = {
	'content-disposition': 'response-content-disposition',
	'content-type': 'response-content-type',
} as const;

/** The file host. It gives a file to anyone who has a URL with a right signature that has not expired. */
export function filesRoutes(server: FastifyInstance, tools: FilesTools): void {
	let requests = 0;
	server.addHook('onRequest', async (_request, reply) => {
		requests++;
		reply.header('server', 'AmazonS3');
		reply.header('x-amz-request-id', requests.toString(16).toUpperCase().padStart(16, '0'));
	});
	server.setNotFoundHandler((_request, reply) => {
		xmlError(
			reply,
			405,
			'MethodNotAllowed',
			'The specified method is not allowed against this resource.',
		);
	});
	server.route({
		method: ['GET', 'HEAD'],
		url: '/*',
		handler: async (request, reply) => {
			const url = request.raw.url ?? '';
			// S3 refuses a second way to authenticate beside the signature in the URL.
			if (request.headers.authorization !== undefined) {
				return xmlError(reply, 400, 'InvalidArgument', 'Only one auth mechanism allowed');
			}
			const checked = tools.signer.check(request.method, url);
			switch (checked.verdict) {
				case 'unsigned':
					return xmlError(reply, 403, 'AccessDenied', 'Access Denied');
				case 'expired':
					return xmlError(reply, 403, 'AccessDenied', 'Request has expired', {
						Expires: time(checked.expiredAt),
						ServerTime: time(tools.now()),
					});
				case 'wrongSignature':
					return xmlError(
						reply,
						403,
						'SignatureDoesNotMatch',
						'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
					);
				case 'good': {
					const content = await tools.storage.content(checked.key);
					if (content === undefined) {
						return xmlError(reply, 404, 'NoSuchKey', 'The specified key does not exist.', {
							Key: checked.key,
						});
					}
					return give(reply, content, queryOf(url));
				}
			}
		},
	});
}

function give(
	reply: FastifyReply,
	content: Content,
	query: Record<string, string | string[]>,
): FastifyReply {
	for (const [header, parameter] of Object.entries(ANSWER_HEADERS)) {
		const value = firstOf(query[parameter]);
		if (value === undefined) continue;
		validateHeaderValue(header, value);
		reply.header(header, value);
	}
	return reply
		.header('accept-ranges', 'bytes')
		.header('content-length', content.size)
		.send(content.bytes);
}

/** A time as `2014-11-05T10:20:30Z`. Without a valid time, `invalid`. */
function time(ms: number): string {
	return Number.isFinite(ms) ? new Date(ms).toISOString().replace(/\.\d+/, '') : 'invalid';
}
