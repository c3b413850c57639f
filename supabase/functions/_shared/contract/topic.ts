/** Names and limits that every room shares. */

/** The topic that carries conversations from the producer to the consumer. In pgmq it is the queue's name. */
export const TOPIC = 'nexus-prospect-ingestion';

/** Largest request body in bytes; a larger one is answered 413. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Most messages in one delivery; a longer conversation is sent in several. */
export const MAX_MESSAGES = 500;

/** Longest message in UTF-16 code units. */
export const MAX_CONTENT_LENGTH = 32_768;

/** Longest fingerprint, session id and site key in UTF-16 code units. */
export const MAX_ID_LENGTH = 128;

/** Highest position of a message in its conversation. */
export const MAX_POSITION = 1_000_000;
