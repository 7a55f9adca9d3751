package io.github.polywire.rabibridge.listener;

import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.rabibridge.connection.Publication;

/**
 * A reply on its way to the broker. When it was confirmed, its request is acknowledged.
 */
final class Reply implements Publication {

	private static final Integer NON_PERSISTENT = 1;

	private static final Integer PRIORITY = 0;

	private final Delivery delivery;

	private final byte[] body;

	private final Map<String, Object> headers;

	private final String messageId;

	private final boolean replacement;

	private final Outcome outcome;

	Reply(Delivery delivery, byte[] body, Map<String, Object> headers, String messageId, boolean replacement,
			Outcome outcome) {
		this.delivery = delivery;
		this.body = body;
		this.headers = headers;
		this.messageId = messageId;
		this.replacement = replacement;
		this.outcome = outcome;
	}

	Delivery delivery() {
		return this.delivery;
	}

	/**
	 * Whether this reply stands for one that the broker closed the channel over.
	 * @return {@code true} if it does
	 */
	boolean isReplacement() {
		return this.replacement;
	}

	@Override
	public String exchange() {
		return "";
	}

	@Override
	public String routingKey() {
		return this.delivery.replyTo();
	}

	@Override
	public BasicProperties properties() {
		return new BasicProperties.Builder().headers(this.headers)
			.deliveryMode(NON_PERSISTENT)
			.priority(PRIORITY)
			.correlationId(this.delivery.correlationId())
			.messageId(this.messageId)
			.build();
	}

	@Override
	public byte[] body() {
		return this.body;
	}

	@Override
	public void confirmed() {
		this.outcome.confirmed(this);
	}

	@Override
	public void refused() {
		this.outcome.refused(this);
	}

	@Override
	public void unsendable(Exception cause) {
		this.outcome.unsendable(this, cause);
	}

	@Override
	public void lost(Throwable cause, boolean suspect) {
		this.outcome.lost(this, cause, suspect);
	}

	/**
	 * Is told what became of a reply, on a thread that must not be blocked.
	 */
	interface Outcome {

		void confirmed(Reply reply);

		void refused(Reply reply);

		void unsendable(Reply reply, Exception cause);

		void lost(Reply reply, Throwable cause, boolean suspect);

	}

}
