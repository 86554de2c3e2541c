namespace Karyon.Tensors.Modules;

/// <summary>
/// A part of a network: parameters and parts of its own, named as in PyTorch so that checkpoints map. It owns its parameters.
/// </summary>
public abstract class Module : IDisposable
{
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];
    private readonly List<(string Name, Module Module)> _modules = [];
    private readonly List<IDisposable> _kept = [];

    /// <summary>Whether batch norms use the batch's statistics and dropout is on, when the network is written down next.</summary>
    public bool Training { get; private set; }

    /// <summary>Parameters of this module itself, by local name.</summary>
    protected Parameter Register(string name, Parameter parameter)
    {
        _parameters.Add((name, parameter));
        return parameter;
    }

    /// <summary>A part, by local name (which may hold dots and slashes).</summary>
    protected T Register<T>(string name, T module) where T : Module
    {
        _modules.Add((name, module));
        return module;
    }

    /// <summary>Sets the mode of this module and all its parts.</summary>
    public void Train(bool training = true)
    {
        Training = training;
        foreach (var (_, module) in _modules) module.Train(training);
    }

    /// <summary>Sets the mode for inference.</summary>
    public void Eval() => Train(false);

    /// <summary>All parameters with their full names, in the order of registration; sets <see cref="Parameter.Name"/>.</summary>
    public IReadOnlyList<Parameter> Parameters()
    {
        var list = new List<Parameter>();
        Collect("", list);
        return list;
    }

    /// <summary>The parameters that are trained.</summary>
    public IReadOnlyList<Parameter> TrainedParameters() => [.. Parameters().Where(parameter => parameter.Trained)];

    /// <summary>Number of trained elements.</summary>
    public long ParameterCount => TrainedParameters().Sum(parameter => parameter.Tensor.Count);

    /// <summary>Takes over what deferred parameters are read from; it is disposed with the module, after them.</summary>
    public void Keep(IDisposable source) => _kept.Add(source);

    /// <summary>Frees all parameters, and what they are read from.</summary>
    public void Dispose()
    {
        foreach (var (_, parameter) in _parameters) parameter.Dispose();
        foreach (var (_, module) in _modules) module.Dispose();
        foreach (var source in _kept) source.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Collect(string prefix, List<Parameter> list)
    {
        foreach (var (name, parameter) in _parameters)
        {
            parameter.Name = prefix + name;
            list.Add(parameter);
        }
        foreach (var (name, module) in _modules) module.Collect(name.Length == 0 ? prefix : $"{prefix}{name}.", list);
    }
}
