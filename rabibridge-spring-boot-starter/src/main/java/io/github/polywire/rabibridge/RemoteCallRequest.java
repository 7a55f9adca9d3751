package io.github.polywire.rabibridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A call to make: the function, its arguments, and how long to wait. Immutable; each
 * method returns a changed copy.
 */
public final class RemoteCallRequest {

	private final String function;

	private final @Nullable FunctionKind kind;

	private final List<@Nullable Object> args;

	private final Map<String, @Nullable Object> kwargs;

	private final Map<String, Object> headers;

	private final @Nullable Duration timeout;

	private RemoteCallRequest(String function, @Nullable FunctionKind kind, List<@Nullable Object> args,
			Map<String, @Nullable Object> kwargs, Map<String, Object> headers, @Nullable Duration timeout) {
		this.function = function;
		this.kind = kind;
		this.args = args;
		this.kwargs = kwargs;
		this.headers = headers;
		this.timeout = timeout;
	}

	/**
	 * Starts a request to a function, without arguments.
	 * @param function the function's name, not blank, at most 200 bytes in UTF-8
	 * @return the request
	 */
	public static RemoteCallRequest to(String function) {
		FunctionKey.checkName("function", function);
		return new RemoteCallRequest(function, null, Collections.emptyList(), Collections.emptyMap(),
				Collections.emptyMap(), null);
	}

	/**
	 * Sets the kind of the function. Without it the kind is that of the property
	 * {@code rabibridge.client.kind}.
	 * @param kind the kind
	 * @return the changed request
	 */
	public RemoteCallRequest kind(FunctionKind kind) {
		Assert.notNull(kind, "'kind' must not be null");
		return new RemoteCallRequest(this.function, kind, this.args, this.kwargs, this.headers, this.timeout);
	}

	/**
	 * Adds a positional argument.
	 * @param value the argument
	 * @return the changed request
	 */
	public RemoteCallRequest arg(@Nullable Object value) {
		List<@Nullable Object> added = new ArrayList<>(this.args.size() + 1);
		added.addAll(this.args);
		added.add(value);
		return new RemoteCallRequest(this.function, this.kind, Collections.unmodifiableList(added), this.kwargs,
				this.headers, this.timeout);
	}

	/**
	 * Sets all positional arguments.
	 * @param values the arguments
	 * @return the changed request
	 */
	public RemoteCallRequest args(@Nullable Object... values) {
		return args(Arrays.asList(values));
	}

	/**
	 * Sets all positional arguments.
	 * @param values the arguments
	 * @return the changed request
	 */
	public RemoteCallRequest args(List<? extends @Nullable Object> values) {
		return new RemoteCallRequest(this.function, this.kind, Collections.unmodifiableList(new ArrayList<>(values)),
				this.kwargs, this.headers, this.timeout);
	}

	/**
	 * Adds a keyword argument.
	 * @param name the parameter's name
	 * @param value the argument
	 * @return the changed request
	 */
	public RemoteCallRequest kwarg(String name, @Nullable Object value) {
		return kwargs(Collections.singletonMap(name, value));
	}

	/**
	 * Adds keyword arguments.
	 * @param values the arguments by the parameters' names
	 * @return the changed request
	 */
	public RemoteCallRequest kwargs(Map<String, ? extends @Nullable Object> values) {
		Map<String, @Nullable Object> added = new LinkedHashMap<>(this.kwargs);
		values.forEach((name, value) -> {
			Assert.notNull(name, "'name' must not be null");
			added.put(name, value);
		});
		return new RemoteCallRequest(this.function, this.kind, this.args, Collections.unmodifiableMap(added),
				this.headers, this.timeout);
	}

	/**
	 * Adds a message header. RabiBridge peers in Python ignore headers; a handler of this
	 * starter reads them from its {@link RemoteCallContext}.
	 * @param name the header's name
	 * @param value the value, of a type that AMQP tables hold
	 * @return the changed request
	 */
	public RemoteCallRequest header(String name, Object value) {
		Assert.hasText(name, "'name' must not be blank");
		Assert.notNull(value, "'value' must not be null");
		Map<String, Object> added = new LinkedHashMap<>(this.headers);
		added.put(name, value);
		return new RemoteCallRequest(this.function, this.kind, this.args, this.kwargs,
				Collections.unmodifiableMap(added), this.timeout);
	}

	/**
	 * Sets how long to wait for the reply, connecting included. Without it the time is
	 * that of the property {@code rabibridge.client.timeout}.
	 * @param timeout the time, positive; no call waits for more than 49 days
	 * @return the changed request
	 */
	public RemoteCallRequest timeout(Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ofMillis(1)) >= 0, "'timeout' must be at least one millisecond");
		return new RemoteCallRequest(this.function, this.kind, this.args, this.kwargs, this.headers, timeout);
	}

	/**
	 * The function's name.
	 * @return the name
	 */
	public String function() {
		return this.function;
	}

	/**
	 * The function's kind.
	 * @return the kind, or {@code null} for the default
	 */
	public @Nullable FunctionKind kind() {
		return this.kind;
	}

	/**
	 * The positional arguments.
	 * @return an immutable list
	 */
	public List<@Nullable Object> args() {
		return this.args;
	}

	/**
	 * The keyword arguments.
	 * @return an immutable map
	 */
	public Map<String, @Nullable Object> kwargs() {
		return this.kwargs;
	}

	/**
	 * The message headers.
	 * @return an immutable map
	 */
	public Map<String, Object> headers() {
		return this.headers;
	}

	/**
	 * How long to wait for the reply.
	 * @return the time, or {@code null} for the default
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

}
