package io.github.polywire.dxlstreaming.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.ChannelCallback;
import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.PayloadException;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.connection.ConsumerSession;
import io.github.polywire.dxlstreaming.connection.RetrySettings;
import io.github.polywire.dxlstreaming.connection.RetryingCall;
import io.github.polywire.dxlstreaming.connection.StopSignal;
import io.github.polywire.dxlstreaming.wire.StreamCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.Assert;

/**
 * A channel over one consumer session. A lock keeps calls to the session apart; it is
 * held during the pauses of a call, which {@link #destroy()} and {@link #stop()} end.
 */
final class DefaultChannel implements Channel {

	private final RecordSender sender;

	private final StreamCodec codec;

	private final ConsumerSession session;

	private final RetryingCall retrying;

	private final RetrySettings retry;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<DxlRawRecord> consumed = new ArrayList<>();

	private final RunState runs = new RunState();

	private volatile boolean retryOnFail;

	private volatile boolean destroyed;

	/** Ends the pauses of calls outside of a run. */
	private volatile StopSignal calls = new StopSignal();

	DefaultChannel(RecordSender sender, ChannelOptions options, RetrySettings retry) {
		this.sender = sender;
		this.codec = sender.service().codec();
		this.session = new ConsumerSession(sender.service(), options);
		this.retry = retry;
		this.retrying = new RetryingCall(retry);
		this.retryOnFail = options.retryOnFail();
	}

	@Override
	public void create() {
		locked(() -> attempt(() -> {
			this.session.create();
			this.consumed.clear();
			return null;
		}, this.calls));
	}

	@Override
	public void subscribe(Collection<String> topics) {
		List<String> copy = List.copyOf(topics);
		locked(() -> {
			this.session.topics(copy);
			return recovering(() -> {
				this.session.prepare();
				return null;
			}, this.calls);
		});
	}

	@Override
	public List<String> subscriptions() {
		return locked(() -> recovering(this.session::subscriptions, this.calls));
	}

	@Override
	public void updateFilter(Map<String, Object> filter) {
		locked(() -> recovering(() -> {
			this.session.updateFilter(filter);
			return null;
		}, this.calls));
	}

	@Override
	public List<DxlRecord<JsonNode>> consume() {
		return consume(JsonNode.class);
	}

	@Override
	public <T> List<DxlRecord<T>> consume(Class<T> type) {
		return locked(() -> decode(poll(this.calls), type));
	}

	@Override
	public List<DxlRawRecord> consumeRaw() {
		return locked(() -> poll(this.calls));
	}

	private List<DxlRawRecord> poll(StopSignal stop) {
		if (this.session.topics().isEmpty()) {
			throw new PermanentException("The channel is not subscribed to any topic; call subscribe first", null);
		}
		List<DxlRawRecord> records = recovering(this.session::poll, stop);
		this.consumed.addAll(records);
		return records;
	}

	private <T> List<DxlRecord<T>> decode(List<DxlRawRecord> records, Class<T> type) {
		try {
			return this.codec.decode(records, type);
		}
		catch (PayloadException ex) {
			dropConsumed();
			throw ex;
		}
	}

	@Override
	public void commit() {
		locked(() -> {
			commit(this.calls);
			return null;
		});
	}

	private void commit(StopSignal stop) {
		try {
			attempt(() -> {
				this.session.commit(this.consumed);
				return null;
			}, stop);
			this.consumed.clear();
		}
		catch (ConsumerException ex) {
			this.consumed.clear();
			this.session.forget();
			throw ex;
		}
	}

	/** What was consumed and not committed is to come again. */
	private void dropConsumed() {
		this.consumed.clear();
		this.session.rewind();
	}

	@Override
	public void run(ChannelCallback callback, Duration waitBetweenQueries, Collection<String> topics) {
		Assert.notNull(callback, "'callback' must not be null");
		List<String> copy = List.copyOf(topics);
		requireAlive();
		StopSignal stop = this.runs.begin();
		try {
			ChannelRun run = new ChannelRun(this, this.retry, callback, waitBetweenQueries, stop);
			run.run(copy);
		}
		finally {
			this.runs.end();
		}
	}

	void subscribeIfNeeded(List<String> topics) {
		locked(() -> {
			if (!topics.isEmpty() || this.session.topics().isEmpty()) {
				this.session.topics(topics);
			}
			return null;
		});
	}

	/**
	 * Polls once for a run.
	 * @param stop ends its pauses
	 * @return the records
	 */
	List<DxlRecord<JsonNode>> pollForRun(StopSignal stop) {
		return locked(() -> {
			List<DxlRawRecord> records = attempt(this.session::poll, stop);
			this.consumed.addAll(records);
			return decode(records, JsonNode.class);
		});
	}

	void commitForRun(StopSignal stop) {
		locked(() -> {
			commit(stop);
			return null;
		});
	}

	void rewindForRun() {
		locked(() -> {
			dropConsumed();
			return null;
		});
	}

	void forgetForRun() {
		locked(() -> {
			this.consumed.clear();
			this.session.forget();
			return null;
		});
	}

	@Override
	public void stop() {
		this.runs.stop();
	}

	@Override
	public void produce(List<DxlMessage> messages) {
		requireAlive();
		if (!messages.isEmpty()) {
			this.sender.prepare(messages).send();
		}
	}

	@Override
	public void delete() {
		locked(() -> {
			this.session.delete();
			this.consumed.clear();
			return null;
		});
	}

	@Override
	public void reset() {
		locked(() -> {
			this.session.reset();
			this.consumed.clear();
			return null;
		});
	}

	@Override
	public void destroy() {
		if (this.destroyed) {
			return;
		}
		this.calls.set();
		stop();
		this.lock.lock();
		try {
			this.session.delete();
			this.consumed.clear();
			this.destroyed = true;
		}
		finally {
			this.calls = this.destroyed ? this.calls : new StopSignal();
			this.lock.unlock();
		}
	}

	@Override
	public boolean isRetryOnFail() {
		return this.retryOnFail;
	}

	@Override
	public void setRetryOnFail(boolean retryOnFail) {
		this.retryOnFail = retryOnFail;
	}

	private <T extends @Nullable Object> T attempt(Supplier<T> call, StopSignal stop) {
		this.session.retryOnFail(this.retryOnFail);
		return this.retryOnFail ? this.retrying.call(call, stop) : call.get();
	}

	/**
	 * Makes a call, with a new instance if the service does not know that of the channel.
	 * @param <T> the type of the result
	 * @param call the call, which makes an instance if there is none
	 * @param stop ends pauses
	 * @return the result
	 */
	private <T extends @Nullable Object> T recovering(Supplier<T> call, StopSignal stop) {
		try {
			return attempt(call, stop);
		}
		catch (ConsumerException ex) {
			this.consumed.clear();
			this.session.forget();
			if (!this.retryOnFail) {
				throw ex;
			}
			return attempt(call, stop);
		}
	}

	private <T extends @Nullable Object> T locked(Supplier<T> call) {
		this.lock.lock();
		try {
			requireAlive();
			return call.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireAlive() {
		if (this.destroyed) {
			throw new PermanentException("Channel has been destroyed", null);
		}
	}

}
