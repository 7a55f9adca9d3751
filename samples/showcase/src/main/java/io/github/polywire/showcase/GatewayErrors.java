package io.github.polywire.showcase;

import java.util.stream.Collectors;

import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroRequestTooLargeException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.rabibridge.RemoteCallArgumentException;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallRejectedException;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers calls and requests that failed with an HTTP status and the reason.
 */
@RestControllerAdvice
class GatewayErrors extends ResponseEntityExceptionHandler {

	private static final String PYTHON_TRACEBACK = "Traceback (most recent call last):";

	private static final String JAVA_STACK_TRACE = "\n\tat ";

	@ExceptionHandler
	ProblemDetail answer(RemoteCallException ex) {
		return ProblemDetail.forStatusAndDetail(status(ex), detail(ex));
	}

	@ExceptionHandler
	ProblemDetail answer(MicroRequestException ex) {
		return ProblemDetail.forStatusAndDetail(status(ex), ex.getMessage());
	}

	private static HttpStatus status(MicroRequestException ex) {
		if (ex instanceof NoRespondersException) {
			return HttpStatus.NOT_FOUND;
		}
		if (ex instanceof MicroRequestTooLargeException) {
			return HttpStatus.CONTENT_TOO_LARGE;
		}
		if (ex instanceof MicroConnectionException) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		if (ex instanceof MicroTimeoutException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		return HttpStatus.BAD_GATEWAY;
	}

	private static HttpStatus status(RemoteCallException ex) {
		if (ex instanceof UnknownRemoteCallException) {
			return HttpStatus.NOT_FOUND;
		}
		if (ex instanceof RemoteCallRejectedException) {
			return HttpStatus.TOO_MANY_REQUESTS;
		}
		if (ex instanceof RemoteCallConnectionException) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		if (ex instanceof RemoteCallTimeoutException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		if (ex instanceof RemoteCallArgumentException) {
			return HttpStatus.BAD_REQUEST;
		}
		return HttpStatus.BAD_GATEWAY;
	}

	private static @Nullable String detail(RemoteCallException ex) {
		if (ex instanceof RemoteExecutionException execution) {
			return "Remote function '%s' (%s) failed: %s".formatted(ex.getFunction().name(),
					ex.getFunction().kind().wireName(), message(String.valueOf(execution.getRemoteError())));
		}
		return ex.getMessage();
	}

	// Leaves out where in the remote code the error happened, which a traceback says
	// before the message and a stack trace after it.
	private static String message(String error) {
		int traceback = error.lastIndexOf(PYTHON_TRACEBACK);
		String message = (traceback < 0) ? error.split(JAVA_STACK_TRACE, 2)[0]
				: error.substring(traceback + PYTHON_TRACEBACK.length())
					.lines()
					.dropWhile((line) -> line.isBlank() || line.startsWith(" "))
					.collect(Collectors.joining("\n"));
		return StringUtils.truncate(message, 1000);
	}

}
