package io.github.polywire.rabibridge.test;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallArgumentException;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallFunction;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.wire.BindingException;
import io.github.polywire.rabibridge.wire.BodyCodec;
import io.github.polywire.rabibridge.wire.CallMessage;
import io.github.polywire.rabibridge.wire.MsgpackPayloadSerializer;
import io.github.polywire.rabibridge.wire.ReplyMessage;
import io.github.polywire.rabibridge.wire.ValueConverter;
import io.github.polywire.rabibridge.wire.WireFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Stands for the RabiBridge network in a test: as a bean it takes the place of the
 * {@code RemoteCallTemplate}, for declarative clients too. Arguments and results are
 * encoded and decoded as on the wire, so what could not be sent fails here as well.
 * Thread-safe. <pre class="code">
 * StubRemoteCalls calls = new StubRemoteCalls().returning("fibonacci", 55);
 * </pre>
 */
public final class StubRemoteCalls implements RemoteCallOperations {

	private static final int COMPRESS_THRESHOLD = 1024;

	private static final int MAX_BODY_SIZE = 16 * 1024 * 1024;

	private final ValueConverter converter = new ValueConverter(new JsonMapper(), false);

	private final BodyCodec codec = new BodyCodec(new MsgpackPayloadSerializer(this.converter::toWireValue),
			COMPRESS_THRESHOLD, MAX_BODY_SIZE);

	private final Map<FunctionKey, RemoteCallFunction> functions = new ConcurrentHashMap<>();

	private final List<RemoteCallRequest> requests = new CopyOnWriteArrayList<>();

	/**
	 * Lets a function of kind {@link FunctionKind#ASYNC} return a value.
	 * @param function the function's name
	 * @param result what it returns
	 * @return this object
	 */
	public StubRemoteCalls returning(String function, @Nullable Object result) {
		return serving(FunctionKey.async(function), (args, kwargs, context) -> result);
	}

	/**
	 * Lets a function of kind {@link FunctionKind#ASYNC} throw. A
	 * {@link RemoteCallException} reaches the caller as it is; anything else becomes the
	 * {@link RemoteExecutionException} that a remote failure is.
	 * @param function the function's name
	 * @param failure what it throws
	 * @return this object
	 */
	public StubRemoteCalls failing(String function, Exception failure) {
		return serving(FunctionKey.async(function), (args, kwargs, context) -> {
			throw failure;
		});
	}

	/**
	 * Serves a function.
	 * @param function its address
	 * @param implementation executes its calls
	 * @return this object
	 */
	public StubRemoteCalls serving(FunctionKey function, RemoteCallFunction implementation) {
		this.functions.put(function, implementation);
		return this;
	}

	/**
	 * The calls that were made.
	 * @return the requests in order
	 */
	public List<RemoteCallRequest> requests() {
		return List.copyOf(this.requests);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T call(RemoteCallRequest request, ParameterizedTypeReference<T> resultType) {
		return (T) call(request, resultType.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> callAsync(RemoteCallRequest request,
			ParameterizedTypeReference<T> resultType) {
		try {
			return CompletableFuture.completedFuture(call(request, resultType));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private @Nullable Object call(RemoteCallRequest request, Type resultType) {
		this.requests.add(request);
		FunctionKind kind = request.kind();
		FunctionKey key = new FunctionKey(request.function(), (kind != null) ? kind : FunctionKind.ASYNC);
		RemoteCallFunction function = this.functions.get(key);
		if (function == null) {
			throw new UnknownRemoteCallException(key, "The test serves no function " + key);
		}
		byte[] body;
		try {
			body = this.codec.encodeCall(new CallMessage(request.args(), request.kwargs()));
		}
		catch (WireFormatException ex) {
			throw new RemoteCallArgumentException(key,
					"The arguments for " + key + " cannot be sent: " + ex.getMessage(), ex);
		}
		try {
			CallMessage call = this.codec.decodeCall(body);
			ReplyMessage reply = this.codec.decodeReply(this.codec.encodeReply(execute(function, key, request, call)));
			if (reply.code() != ReplyMessage.OK) {
				throw new RemoteExecutionException(key, null, reply.code(), reply.value());
			}
			return this.converter.bind(reply.value(), resultType);
		}
		catch (WireFormatException | BindingException ex) {
			throw new RemoteCallException(key, "The call of " + key + " failed: " + ex.getMessage(), ex);
		}
	}

	private static ReplyMessage execute(RemoteCallFunction function, FunctionKey key, RemoteCallRequest request,
			CallMessage call) {
		try {
			Object result = function.call(call.args(), call.kwargs(), new StubContext(key, request));
			if (result instanceof CompletionStage<?> stage) {
				result = stage.toCompletableFuture().join();
			}
			return new ReplyMessage(ReplyMessage.OK, result);
		}
		catch (Exception ex) {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof RemoteCallException exception) {
				throw exception;
			}
			return new ReplyMessage(ReplyMessage.ERROR, cause.getClass().getSimpleName() + ": " + cause.getMessage());
		}
	}

	private record StubContext(FunctionKey function, RemoteCallRequest request) implements RemoteCallContext {

		@Override
		public @Nullable String correlationId() {
			return null;
		}

		@Override
		public String replyTo() {
			return "test";
		}

		@Override
		public Map<String, Object> headers() {
			return this.request.headers();
		}

		@Override
		public boolean redelivered() {
			return false;
		}

		@Override
		public @Nullable Duration timeLeft() {
			return this.request.timeout();
		}

	}

}
