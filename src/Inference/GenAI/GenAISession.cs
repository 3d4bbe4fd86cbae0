using Microsoft.ML.OnnxRuntimeGenAI;
using TreasureMarkers.Models;

namespace TreasureMarkers.Inference.GenAI;

/// <summary>
/// One sequence of tokens in a <see cref="GenAIModel"/>. Every call into GenAI happens under a lock and after a check that
/// nothing was freed, so calls from several threads take turns and a late call is an exception.
/// </summary>
internal sealed class GenAISession : IDisposable
{
    // _use is held through a forward pass; _life only for moments, so that Terminate can reach a running pass.
    private readonly Lock _use = new();
    private readonly Lock _life = new();
    private readonly GeneratorParams _parameters;
    private readonly Generator _generator;
    private readonly Action _closed;
    private volatile bool _terminated;
    private bool _disposed;

    internal GenAISession(Model model, int maxLength, Action closed)
    {
        _closed = closed;
        _parameters = new GeneratorParams(model);
        try
        {
            _parameters.SetSearchOption("max_length", maxLength);
            _parameters.SetSearchOption("batch_size", 1);
            _parameters.SetSearchOption("num_beams", 1);
            _parameters.SetSearchOption("do_sample", false);
            _generator = new Generator(model, _parameters);
        }
        catch
        {
            _parameters.Dispose();
            throw;
        }
    }

    /// <summary>Runs one forward pass over the tokens that follow what the session already holds.</summary>
    /// <param name="ids">At least one id, each within the vocabulary (GenAI accepts negative ones silently).</param>
    /// <exception cref="OperationCanceledException"><see cref="Terminate"/> was called.</exception>
    /// <exception cref="ModelException">The model refuses the tokens, or cannot run.</exception>
    /// <exception cref="ObjectDisposedException">The session was closed.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
        }

        lock (_use)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _generator.AppendTokens(ids);
            }
            catch (OnnxRuntimeGenAIException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>Whether <see cref="Terminate"/> was called, after which the session cannot be used.</summary>
    public bool Terminated => _terminated;

    /// <summary>Forgets all but the first tokens.</summary>
    /// <param name="length">How many to keep; at least one.</param>
    /// <exception cref="ModelException">GenAI refuses it.</exception>
    /// <exception cref="ObjectDisposedException">The session was closed.</exception>
    public void RewindTo(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        lock (_use)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _generator.RewindTo((ulong)length);
            }
            catch (OnnxRuntimeGenAIException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>Copies the logits that follow the last token appended.</summary>
    /// <param name="destination">One number for each id of the vocabulary.</param>
    /// <exception cref="ModelException">The model's output has another width or type.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Terminate"/> was called.</exception>
    /// <exception cref="ObjectDisposedException">The session was closed.</exception>
    public void CopyLogits(Span<float> destination)
    {
        lock (_use)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                using var output = _generator.GetOutput("logits");
                CopyLastRow(output, destination);
            }
            catch (OnnxRuntimeGenAIException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>Ends the running forward pass, if any, from another thread, and makes later ones fail.</summary>
    public void Terminate()
    {
        lock (_life)
        {
            if (!_disposed)
            {
                _terminated = true;
                _generator.SetRuntimeOption("terminate_session", "1");
            }
        }
    }

    /// <summary>Frees the session once its running call is done.</summary>
    public void Dispose()
    {
        lock (_use)
        {
            lock (_life)
            {
                if (_disposed)
                {
                    return;
                }

                _disposed = true;
                _generator.Dispose();
                _parameters.Dispose();
            }
        }

        _closed();
    }

    private static void CopyLastRow(Tensor output, Span<float> destination)
    {
        var width = output.Shape() is [.., var last] ? last : 0;
        if (output.Type() != ElementType.float32 || width != destination.Length)
        {
            throw new ModelException($"model.onnx gives logits of {width} {output.Type()}, but genai_config.json and tokenizer.json have a vocabulary of {destination.Length} float32: the files are not of one model; export or copy the folder again.");
        }

        // A model that does not cut to the last position gives a row for each token of the pass.
        output.GetData<float>()[^destination.Length..].CopyTo(destination);
    }

    private Exception Translate(OnnxRuntimeGenAIException e) => _terminated
        ? new OperationCanceledException("The session was ended.", e)
        : NativeRuntime.Failure("A forward pass failed", e);
}
