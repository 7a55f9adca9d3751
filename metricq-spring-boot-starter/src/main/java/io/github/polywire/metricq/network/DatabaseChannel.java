package io.github.polywire.metricq.network;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.wire.HistoryCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.proto.HistoryResponse;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * The channels of the database in memory: chunks and history requests come in, responses
 * go out. Its queues end with the connection, as what it keeps is lost then or told by
 * itself.
 */
final class DatabaseChannel {

	private static final int CHUNK_PREFETCH = 1000;

	private static final int CHUNKS_PER_ACK = 100;

	private static final int REQUEST_PREFETCH = 10;

	private final Channel chunks;

	private final Channel requests;

	private final String token;

	private final String requestQueue;

	private long acknowledged;

	private DatabaseChannel(Channel chunks, Channel requests, String token) {
		this.chunks = chunks;
		this.requests = requests;
		this.token = token;
		this.requestQueue = MetricqNames.historyRequestQueue(token, null);
	}

	/**
	 * Declares queues, and binds that of chunks.
	 * @param session the connection for data
	 * @param settings what the database records
	 * @return the channels, which consume nothing yet
	 * @throws IOException if the broker refuses, or the connection is lost
	 */
	static DatabaseChannel open(BrokerSession session, DatabaseSettings settings) throws IOException {
		Channel chunks = session.openChannel();
		String dataQueue = MetricqNames.dataQueue(settings.token(), null);
		chunks.queueDeclare(dataQueue, false, true, false, Map.of());
		for (String routingKey : settings.bindings()) {
			chunks.queueBind(dataQueue, MetricqNames.DATA_EXCHANGE, routingKey);
		}
		chunks.basicQos(CHUNK_PREFETCH);
		Channel requests = session.openChannel();
		DatabaseChannel opened = new DatabaseChannel(chunks, requests, settings.token());
		requests.queueDeclare(opened.requestQueue, false, true, false, Map.of());
		requests.basicQos(REQUEST_PREFETCH);
		return opened;
	}

	/**
	 * Begins to consume. The callbacks run on the connection's thread and must not block.
	 * @param chunk takes chunks
	 * @param request takes requests
	 * @param closed is told when the broker closes a channel or somebody deletes a queue
	 * @throws IOException if the broker refuses, or the connection is lost
	 */
	void consume(Consumer<Delivery> chunk, Consumer<Delivery> request, Runnable closed) throws IOException {
		for (Channel channel : new Channel[] { this.chunks, this.requests }) {
			channel.addShutdownListener((cause) -> {
				if (!cause.isInitiatedByApplication()) {
					closed.run();
				}
			});
		}
		this.chunks.basicConsume(MetricqNames.dataQueue(this.token, null), false,
				(tag, delivery) -> chunk.accept(delivery), (tag) -> closed.run());
		this.requests.basicConsume(this.requestQueue, false, (tag, delivery) -> request.accept(delivery),
				(tag) -> closed.run());
	}

	void bindRequests(String metric) throws IOException {
		this.requests.queueBind(this.requestQueue, MetricqNames.HISTORY_EXCHANGE, metric);
	}

	void unbindRequests(String metric) throws IOException {
		this.requests.queueUnbind(this.requestQueue, MetricqNames.HISTORY_EXCHANGE, metric);
	}

	/**
	 * Accepts a chunk, in lots: the queue is gone with the connection anyway.
	 * @param chunk the chunk
	 * @throws IOException if the connection is lost
	 */
	void acceptChunk(Delivery chunk) throws IOException {
		long tag = chunk.getEnvelope().getDeliveryTag();
		if (tag - this.acknowledged >= CHUNKS_PER_ACK) {
			this.acknowledged = tag;
			this.chunks.basicAck(tag, true);
		}
	}

	void reject(Delivery delivery) throws IOException {
		boolean request = MetricqNames.HISTORY_EXCHANGE.equals(delivery.getEnvelope().getExchange());
		(request ? this.requests : this.chunks).basicReject(delivery.getEnvelope().getDeliveryTag(), false);
	}

	/**
	 * Answers a request, which has an address.
	 * @param request the request
	 * @param response the answer
	 * @param nanos how long it took
	 * @throws IOException if the connection is lost
	 */
	void answer(Delivery request, HistoryResponse response, long nanos) throws IOException {
		// First, so that an answer that the broker does not take is not asked for again.
		this.requests.basicAck(request.getEnvelope().getDeliveryTag(), false);
		BasicProperties properties = HistoryCodec.answerProperties(request.getProperties(), this.token, nanos);
		this.requests.basicPublish("", request.getProperties().getReplyTo(), properties, response.toByteArray());
	}

	void close() {
		RabbitUtils.closeChannel(this.chunks);
		RabbitUtils.closeChannel(this.requests);
	}

}
