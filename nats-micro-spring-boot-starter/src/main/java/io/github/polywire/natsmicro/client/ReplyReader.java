package io.github.polywire.natsmicro.client;

import io.github.polywire.natsmicro.MicroHeaders;
import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.wire.ErrorText;
import io.github.polywire.natsmicro.wire.HeaderCodec;
import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import io.nats.client.Message;

import org.springframework.util.StringUtils;

/**
 * Tells answers from errors.
 */
final class ReplyReader {

	private static final int NO_RESPONDERS = 503;

	private static final int UNKNOWN_CODE = 500;

	private ReplyReader() {
	}

	/**
	 * Reads the message that answers a request.
	 * @param subject the subject of the request
	 * @param message the message
	 * @return the answer
	 * @throws MicroServiceException if it is an error
	 * @throws NoRespondersException if it tells that there is nobody to answer
	 */
	static MicroReply read(String subject, Message message) {
		if (isNoResponders(message)) {
			throw new NoRespondersException(subject);
		}
		MicroReply reply = new MicroReply(message.getData(), HeaderCodec.decode(message.getHeaders()));
		if (!reply.headers().isEmpty()) {
			String code = reply.header(MicroHeaderNames.ERROR_CODE);
			if (StringUtils.hasLength(code)) {
				throw error(subject, code, reply);
			}
		}
		return reply;
	}

	static boolean isNoResponders(Message message) {
		return message.isStatusMessage() && message.getStatus().getCode() == NO_RESPONDERS;
	}

	private static MicroServiceException error(String subject, String code, MicroReply reply) {
		String text = MicroHeaders.first(reply.headers(), MicroHeaderNames.ERROR);
		String description = (text != null) ? text : "";
		int number;
		try {
			number = Integer.parseInt(code.trim());
		}
		catch (NumberFormatException ex) {
			number = UNKNOWN_CODE;
		}
		String message = "'%s' answered with error %s: %s".formatted(subject, ErrorText.safe(code),
				ErrorText.safe(description));
		return new MicroServiceException(subject, message,
				new ServiceError(number, description, reply.body(), reply.headers()));
	}

}
