import type { FastifyReply } from 'fastify';

/** Answers as S3 does when it refuses: an XML body with a code and a message. */
export function xmlError(
	reply: FastifyReply,
	status: number,
	code: string,
	message: string,
	more: Readonly<Record<string, string>> = {},
): FastifyReply {
	const details = Object.entries({
		Code: code,
		Message: message,
		...more,
		RequestId: requestId(reply),
	})
		.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
		.join('');
	return reply
		.code(status)
		.header('content-type', 'application/xml')
		.send(`<?xml version="1.0" encoding="UTF-8"?>\n<Error>${details}</Error>`);
}

function requestId(reply: FastifyReply): string {
	return String(reply.getHeader('x-amz-request-id') ?? '');
}

function escapeXml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
