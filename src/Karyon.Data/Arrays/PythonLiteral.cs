using System.Globalization;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>Reads the one Python literal that .npy headers hold: a dictionary of strings, booleans and tuples of whole numbers.</summary>
internal sealed class PythonLiteral(string text, string name)
{
    private int _position;

    /// <summary>The dictionary; a value is a <see cref="string"/>, a <see cref="bool"/> or an <see cref="int"/> array.</summary>
    public Dictionary<string, object> ReadDictionary()
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal);
        Expect('{');
        while (!TryTake('}'))
        {
            var key = ReadString();
            Expect(':');
            fields[key] = ReadValue();
            if (TryTake(',')) continue;
            Expect('}');
            break;
        }
        return fields;
    }

    private object ReadValue()
    {
        switch (Peek())
        {
            case '\'' or '"':
                return ReadString();
            case '(':
                return ReadTuple();
            case '[':
                throw new UnsupportedFeatureException($"{name}: records (a structured dtype) are not read; save each field on its own");
        }
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (!text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal)) continue;
            _position += word.Length;
            return value;
        }
        throw Malformed();
    }

    private int[] ReadTuple()
    {
        var numbers = new List<int>();
        Expect('(');
        while (!TryTake(')'))
        {
            Peek();
            var start = _position;
            while (_position < text.Length && char.IsAsciiDigit(text[_position])) _position++;
            if (!int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) throw Malformed();
            // Python 2 wrote long integers as 12L.
            if (_position < text.Length && text[_position] == 'L') _position++;
            numbers.Add(number);
            if (TryTake(',')) continue;
            Expect(')');
            break;
        }
        return [.. numbers];
    }

    private string ReadString()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"')) throw Malformed();
        var end = text.IndexOf(quote, _position + 1);
        if (end < 0) throw Malformed();
        var value = text[(_position + 1)..end];
        _position = end + 1;
        return value;
    }

    private bool TryTake(char wanted)
    {
        if (Peek() != wanted) return false;
        _position++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted)) throw Malformed();
    }

    /// <summary>The next character that is no space; '\0' at the end.</summary>
    private char Peek()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
        return _position < text.Length ? text[_position] : '\0';
    }

    private InvalidFileException Malformed() => new($"{name}: the .npy header is malformed at its character {_position}");
}
