import { once } from 'node:events';
import { createServer } from 'node:http';
import { asArray, asRecord } from '../../n8n-server/json';

/** A model in the form of OpenAI's API. */
export interface ChatModel {
	/** Base URL for the credential. */
	url: string;
	/** What the agent said that its tool gave. */
	toolResults: string[];
	close(): Promise<void>;
}

/** A model that calls the first tool once, without arguments, and then gives back what the tool gave. */
export async function openChatModel(): Promise<ChatModel> {
	const toolResults: string[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (body += chunk));
		request.on('end', () => {
			const asked = asRecord(JSON.parse(body));
			const result = asArray(asked.messages)
				.map(asRecord)
				.findLast(({ role }) => role === 'tool');
			if (result) toolResults.push(String(result.content));
			const message = result
				? { role: 'assistant', content: String(result.content) }
				: { role: 'assistant', content: null, tool_calls: [callOf(asArray(asked.tools)[0])] };
			const finish_reason = result ? 'stop' : 'tool_calls';
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
		toolResults,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function callOf(tool: unknown) {
	const { name } = asRecord(asRecord(tool).function);
	return { index: 0, id: 'call_1', type: 'function', function: { name, arguments: '{}' } };
}
