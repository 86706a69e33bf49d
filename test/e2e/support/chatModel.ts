import { once } from 'node:events';
import { createServer } from 'node:http';
import { asArray, asRecord } from '../../n8n-server/json';

/** A model in the form of OpenAI's API. */
export interface ChatModel {
	/** Base URL for the credential. */
	url: string;
	/** The tools that the agent offered when it asked last, as it described them. */
	tools: unknown[];
	/** What the agent said that its tool gave. */
	toolResults: string[];
	/** With which arguments the first tool is called, one call after the other. */
	script(...calls: object[]): void;
	close(): Promise<void>;
}

/** A model that calls the first tool, once and without arguments unless told otherwise, and then gives back what the tool gave last. */
export async function openChatModel(): Promise<ChatModel> {
	const tools: unknown[] = [];
	const toolResults: string[] = [];
	let calls: object[] = [{}];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (body += chunk));
		request.on('end', () => {
			const asked = asRecord(JSON.parse(body));
			tools.splice(0, Infinity, ...asArray(asked.tools));
			const results = asArray(asked.messages)
				.map(asRecord)
				.filter(({ role }) => role === 'tool');
			const result = results.at(-1);
			if (result) toolResults.push(String(result.content));
			const next = calls[results.length];
			const message = next
				? { role: 'assistant', content: null, tool_calls: [callOf(tools[0], results.length, next)] }
				: { role: 'assistant', content: String(result?.content) };
			const finish_reason = next ? 'tool_calls' : 'stop';
			const made = { id: 'chatcmpl-1', created: 0, model: 'scripted' };
			if (asked.stream === true) {
				const choices = [{ index: 0, delta: message, finish_reason }];
				const chunk = { ...made, object: 'chat.completion.chunk', choices };
				response.setHeader('content-type', 'text/event-stream');
				response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
				return;
			}
			const choices = [{ index: 0, message, finish_reason }];
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ ...made, object: 'chat.completion', choices }));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The model has no port');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		tools,
		toolResults,
		script: (...wanted) => {
			calls = wanted;
		},
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function callOf(tool: unknown, number: number, parameters: object) {
	const { name } = asRecord(asRecord(tool).function);
	const called = { name, arguments: JSON.stringify(parameters) };
	return { index: 0, id: `call_${number}`, type: 'function', function: called };
}
