import type { ApiCall } from '../../../nodes/WebAdmit/transport/apiCall';
import type { ApiRequest } from '../../../nodes/WebAdmit/transport/apiRequest';

/** WebAdMIT with one answer to everything, and a record of what it was asked. */
export function recordingRequest(answer: unknown): { request: ApiRequest; calls: ApiCall[] } {
	const calls: ApiCall[] = [];
	return {
		calls,
		request: async (call) => {
			calls.push(call);
			return answer;
		},
	};
}
