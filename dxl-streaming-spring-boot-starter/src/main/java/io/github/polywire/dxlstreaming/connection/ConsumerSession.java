package io.github.polywire.dxlstreaming.connection;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.OffsetReset;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.ResponseTooLargeException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.github.polywire.dxlstreaming.wire.WireFormatException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * One consumer of a group: an instance in the service, and the next one when it is gone
 * or in doubt. Makes each request once; who uses it makes it again. Not thread-safe,
 * except that {@link #id()} may be read by any thread.
 */
public final class ConsumerSession {

	private static final Log logger = LogFactory.getLog(ConsumerSession.class);

	private static final int MAX_DELETIONS = 3;

	private final StreamService service;

	private final TokenUse tokens;

	private final Set<String> topics = new LinkedHashSet<>();

	private ChannelOptions options;

	private HttpAccess http;

	private volatile @Nullable String id;

	private boolean subscribed;

	/** Whether records may be lost between the service's position and ours. */
	private boolean inDoubt;

	private boolean committed;

	private int failedDeletions;

	/**
	 * Creates a session without an instance.
	 * @param service the service
	 * @param options how to consume
	 */
	public ConsumerSession(StreamService service, ChannelOptions options) {
		this.service = service;
		this.options = options;
		this.tokens = service.newTokenUse();
		this.http = service.http();
	}

	/**
	 * The instance.
	 * @return its id, or {@code null} if there is none
	 */
	public @Nullable String id() {
		return this.id;
	}

	/**
	 * What to subscribe to.
	 * @return the topics, empty if none were given
	 */
	public Set<String> topics() {
		return this.topics;
	}

	/**
	 * Sets what to subscribe to.
	 * @param topics the topics
	 * @throws PermanentException if there are none
	 */
	public void topics(Collection<String> topics) {
		if (topics.isEmpty() || topics.stream().anyMatch(String::isBlank)) {
			throw new PermanentException("There are no topics to subscribe to, or one has no name", null);
		}
		this.topics.clear();
		this.topics.addAll(topics);
		this.subscribed = false;
	}

	/**
	 * Makes an instance.
	 * @throws TemporaryException if it failed
	 * @throws PermanentException if there is no group
	 */
	public void create() {
		String group = this.options.consumerGroup();
		if (group == null) {
			throw new PermanentException("No consumer group was given (dxl.streaming.consumer.group)", null);
		}
		forget();
		HttpAccess fresh = this.service.http().withCookies(new ConsumerCookies());
		HttpAccess.Answer answer = call(fresh, HttpMethod.POST, this.service.paths().consumers(),
				this.service.codec().createRequest(group, this.options.configs()));
		if (!answer.isSuccess()) {
			throw new TemporaryException("No consumer of the group '" + group + "' was made: " + answer.describe(),
					null);
		}
		try {
			this.id = this.service.codec().consumerId(answer.body());
			this.http = fresh;
		}
		catch (WireFormatException ex) {
			throw StreamService.malformed(answer, ex);
		}
	}

	/**
	 * Sees to it that there is an instance, that it is subscribed, and that it is a new
	 * one if the last may have passed over records.
	 * @throws ConsumerException if the service does not know it
	 * @throws TemporaryException if it failed
	 */
	public void prepare() {
		if (this.inDoubt) {
			replaceInDoubt();
		}
		if (this.id == null) {
			create();
		}
		if (!this.subscribed) {
			consumerCall(HttpMethod.POST, "/subscription",
					this.service.codec().subscribeRequest(this.topics, this.options.filter()));
			this.subscribed = true;
		}
	}

	private void replaceInDoubt() {
		if (this.id != null && !mayReplace()) {
			logger.debug("Consumer '" + this.id + "' is kept: a new one would start at the end");
			this.inDoubt = false;
			return;
		}
		try {
			delete();
		}
		catch (NotSentException ex) {
			throw ex;
		}
		catch (TemporaryException ex) {
			// Until it is deleted, or ends by the session timeout, it holds partitions.
			this.failedDeletions++;
			if (this.failedDeletions < MAX_DELETIONS) {
				throw ex;
			}
			logger.debug("A consumer in doubt was not deleted", ex);
			forget();
		}
		this.inDoubt = false;
	}

	// With the offset latest, and nothing committed, a new instance would start at the
	// end
	// and pass over more than the old one.
	private boolean mayReplace() {
		return this.committed || this.options.offset() != OffsetReset.LATEST;
	}

	/**
	 * Asks for records.
	 * @return the records, perhaps none
	 * @throws ConsumerException if the service does not know the instance
	 * @throws TemporaryException if it failed
	 * @throws ResponseTooLargeException if the answer is too large
	 */
	public List<DxlRawRecord> poll() {
		prepare();
		String current = requireId();
		String path = this.service.paths()
			.records(current, this.options.pollTimeout(), !this.options.filter().isEmpty(), this.options.multiTenant());
		try {
			HttpAccess.Answer answer = checked(call(this.http, HttpMethod.GET, path, null), current);
			try {
				return this.service.codec().records(answer.body());
			}
			catch (WireFormatException ex) {
				throw StreamService.malformed(answer, ex);
			}
		}
		catch (NotSentException | ConsumerException ex) {
			throw ex;
		}
		catch (TemporaryException | ResponseTooLargeException ex) {
			// The service may have sent records that did not arrive.
			this.inDoubt = true;
			throw ex;
		}
	}

	/**
	 * Commits records.
	 * @param records the records
	 * @throws ConsumerException if the service does not know the instance
	 * @throws TemporaryException if it failed
	 */
	public void commit(Collection<DxlRawRecord> records) {
		if (records.isEmpty()) {
			return;
		}
		consumerCall(HttpMethod.POST, "/offsets", this.service.codec().commitRequest(records));
		this.committed = true;
	}

	/**
	 * Records that were polled will not be committed, and are to come again: the next
	 * poll is by a new instance.
	 */
	public void rewind() {
		this.inDoubt = true;
	}

	/**
	 * Asks which topics the instance is subscribed to.
	 * @return the topics
	 * @throws ConsumerException if the service does not know the instance
	 * @throws TemporaryException if it failed
	 */
	public List<String> subscriptions() {
		prepare();
		HttpAccess.Answer answer = consumerCall(HttpMethod.GET, "/subscription", null);
		try {
			return this.service.codec().topics(answer.body());
		}
		catch (WireFormatException ex) {
			throw StreamService.malformed(answer, ex);
		}
	}

	/**
	 * Changes what records must be like.
	 * @param filter the filter
	 * @throws ConsumerException if the service does not know the instance
	 * @throws TemporaryException if it failed
	 */
	public void updateFilter(Map<String, Object> filter) {
		prepare();
		consumerCall(HttpMethod.POST, "/updateFilter", this.service.codec().filterRequest(filter));
		this.options = this.options.toBuilder().filter(filter).build();
	}

	/**
	 * Sets whether a call whose token was refused is made again.
	 * @param retryOnFail whether
	 */
	public void retryOnFail(boolean retryOnFail) {
		this.options = this.options.toBuilder().retryOnFail(retryOnFail).build();
	}

	/**
	 * Deletes the instance, if there is one.
	 * @throws TemporaryException if it failed
	 */
	public void delete() {
		String current = this.id;
		if (current == null) {
			return;
		}
		HttpAccess.Answer answer = call(this.http, HttpMethod.DELETE, this.service.paths().consumer(current), null);
		if (!answer.isSuccess() && answer.status().value() != 404) {
			throw new TemporaryException("Consumer '" + current + "' was not deleted: " + answer.describe(), null);
		}
		forget();
	}

	/**
	 * Forgets the instance and its cookies, but not what to subscribe to.
	 */
	public void forget() {
		this.id = null;
		this.subscribed = false;
		this.http = this.service.http();
		this.inDoubt = false;
		this.failedDeletions = 0;
	}

	/**
	 * Forgets the instance, its cookies, and what to subscribe to.
	 */
	public void reset() {
		forget();
		this.topics.clear();
	}

	private String requireId() {
		String current = this.id;
		if (current == null) {
			throw new ConsumerException("There is no consumer", null);
		}
		return current;
	}

	private HttpAccess.Answer consumerCall(HttpMethod method, String resource, byte @Nullable [] body) {
		String current = requireId();
		return checked(call(this.http, method, this.service.paths().consumer(current) + resource, body), current);
	}

	private HttpAccess.Answer call(HttpAccess access, HttpMethod method, String path, byte @Nullable [] body) {
		return this.service.call(access, this.tokens, method, path, body,
				(body != null) ? MediaType.APPLICATION_JSON : null, this.options.retryOnFail());
	}

	private static HttpAccess.Answer checked(HttpAccess.Answer answer, String id) {
		if (answer.status().value() == 404) {
			throw StreamService.gone(answer, id);
		}
		if (!answer.isSuccess()) {
			throw new TemporaryException(answer.describe(), null);
		}
		return answer;
	}

}
