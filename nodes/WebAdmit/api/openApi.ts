import type { ApiContext } from '../transport/apiContext';
import type { Api, Patience } from '../transport/apiRequest';
import { createApi } from '../transport/apiRequest';
import { ADVICE } from './advice';

/** Like `createApi`, with errors that name what the path of a call asks for. */
export function openApi(context: ApiContext, patience?: Patience, signal?: AbortSignal): Api {
	return createApi(context, ADVICE, patience, signal);
}
